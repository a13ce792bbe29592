using System.Globalization;
using MPruner.Core.Reports;
using static MPruner.Tool.Reporting.Html.Element;

namespace MPruner.Tool.Reporting.Html;

/// <summary>The picture of a chain's similarities in a page, with its legend, a line that reads cells out, and a table.</summary>
internal static class HeatMapFigure
{
    /// <summary>The figure.</summary>
    /// <param name="document">The document.</param>
    /// <param name="chain">One of its chains, which was measured.</param>
    /// <param name="number">The number of the chain, from 0.</param>
    public static Element Of(ReportDocument document, ChainReport chain, int number)
    {
        var map = new HeatMapSvg(chain);
        var readout = string.Create(CultureInfo.InvariantCulture, $"readout{number}");
        return new Element("figure")
        {
            new Element("div", ("class", "map"), ("role", "group"), ("aria-label", "Cells of the picture"), ("aria-describedby", readout))
            {
                Picture(map, chain),
            },
            new Element("p", ("class", "readout"), ("id", readout), ("aria-live", "polite"), ("hidden", "hidden"))
            {
                "Point at a cell for its values, or choose one with the arrow keys.",
            },
            HeatMapLegend.Of(document.Threshold),
            new Element("figcaption") { Caption(chain) },
            Values(map, chain),
        };
    }

    private static string Caption(ChainReport chain)
    {
        var sides = chain.CkaStandardised is null ? "" : "; raw below the diagonal, per-channel standardised above";
        var clusters = chain.Clusters.Any(cluster => cluster.Length > 1) ? " Clusters are outlined." : " There are no clusters.";
        return $"Similarity (CKA) of the outputs of every two blocks{sides}.{clusters}";
    }

    private static Element Picture(HeatMapSvg map, ChainReport chain)
    {
        var size = map.Size;
        return new Element(
            "svg",
            ("class", chain.Blocks.Length <= 12 ? "heat" : "heat dense"),
            ("role", "img"),
            ("aria-label", map.Label),
            ("viewBox", $"0 0 {size} {size}"),
            ("width", Number(size)))
        {
            map.Parts(),
            map.Cursor(),
        };
    }

    private static Element Values(HeatMapSvg map, ChainReport chain)
    {
        var blocks = Enumerable.Range(0, chain.Blocks.Length).ToList();
        var scroll = SimilarityColumns.Scroll("Similarities");
        scroll.Add(new Element("table")
        {
            new Element("thead")
            {
                new Element("tr")
                {
                    new Element("td"), blocks.Select(j => new Element("th", ("scope", "col"), ("class", "number")) { Text(j) }),
                },
            },
            new Element("tbody")
            {
                blocks.Select(i => new Element("tr")
                {
                    new Element("th", ("scope", "row"), ("class", "number"), ("title", chain.Blocks[i].Path)) { Text(i) },
                    blocks.Select(j => new Element("td", ("class", "number")) { i == j ? "" : NumberText.Thousandths(map.Shown(i, j)) }),
                }),
            },
        });
        return new Element("details") { new Element("summary") { "The values as a table" }, scroll };
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
