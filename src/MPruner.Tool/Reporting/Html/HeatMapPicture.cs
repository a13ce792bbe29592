using System.Globalization;
using MPruner.Core.Reports;
using static MPruner.Tool.Reporting.Html.Element;

namespace MPruner.Tool.Reporting.Html;

/// <summary>The similarities of all chains as an SVG file of its own, black on white.</summary>
internal static class HeatMapPicture
{
    private const int Padding = 16;
    private const int Caption = 30;
    private const int LeastWidth = 420;

    private const string Style = """
        text { font: 11px system-ui, sans-serif; font-variant-numeric: tabular-nums; }
        .caption { font-weight: 600; font-size: 14px; }
        .axis, text.empty { fill: #57606a; }
        rect.empty { fill: #eceff2; }
        .cells rect { stroke: #ffffff; stroke-width: 1; }
        .outline { fill: none; stroke: #000000; stroke-width: 2; }
        .under { stroke: #ffffff; stroke-width: 5; }
        .threshold { stroke: #1c2024; stroke-width: 2; }
        .thin { stroke-width: 1.25; }
        .under.thin { stroke-width: 3; }
        .legend rect { shape-rendering: crispEdges; }
        """;

    /// <summary>The file's text.</summary>
    public static string Of(PruningResult result)
    {
        var maps = result.Chains.Where(chain => chain.Cka is not null).Select(chain => (Chain: chain, Map: new HeatMapSvg(chain))).ToList();
        var width = maps.Select(map => map.Map.Size).Append(LeastWidth).Max() + (2 * Padding);
        var height = Padding + Math.Max(maps.Sum(map => Caption + map.Map.Size + Padding), Caption) + HeatMapLegend.Height + Padding;
        var svg = new Element(
            "svg",
            ("xmlns", "http://www.w3.org/2000/svg"),
            ("role", "img"),
            ("aria-label", "Similarities of blocks"),
            ("width", Number(width)),
            ("height", Number(height)),
            ("viewBox", string.Create(CultureInfo.InvariantCulture, $"0 0 {width} {height}")))
        {
            new Element("style") { new Markup(Style) },
            new Element("rect", ("width", "100%"), ("height", "100%"), ("fill", "#ffffff")),
        };
        var y = Padding;
        foreach (var (chain, map) in maps)
        {
            svg.Add(Text(y + 18, chain.Path.Length == 0 ? "(root)" : chain.Path));
            svg.Add(new Element("svg", ("x", Number(Padding)), ("y", Number(y + Caption))) { map.Parts() });
            y += Caption + map.Size + Padding;
        }

        if (maps.Count == 0)
        {
            svg.Add(Text(y + 18, "No similarities were measured."));
            y += Caption;
        }

        svg.Add(new Element("svg", ("x", Number(Padding)), ("y", Number(y)), ("width", Number(LeastWidth))) { HeatMapLegend.Of(null) });
        return svg + "\n";
    }

    private static Element Text(int y, string text) => new("text", ("class", "caption"), ("x", Number(Padding)), ("y", Number(y))) { text };
}
