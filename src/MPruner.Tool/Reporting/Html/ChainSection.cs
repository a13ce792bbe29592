using MPruner.Core.Reports;

namespace MPruner.Tool.Reporting.Html;

/// <summary>A chain: its blocks at a glance, how similar they are, and what became of each.</summary>
internal static class ChainSection
{
    /// <summary>The section.</summary>
    /// <param name="document">The document.</param>
    /// <param name="chain">One of its chains.</param>
    /// <param name="number">The number of the chain, from 0.</param>
    public static Element Of(ReportDocument document, ChainReport chain, int number)
    {
        var blocks = BlockFate.Of(document.Result, chain);
        var classes = chain.Blocks.Select(block => block.Class.Split('.')[^1]).Distinct(StringComparer.Ordinal);
        return new Element("section", ("class", "chain"))
        {
            new Element("h2")
            {
                "Chain ",
                new Element("bdi", ("class", "name")) { chain.Path.Length == 0 ? "(root)" : chain.Path },
                new Element("span", ("class", "kind"))
                {
                    $" {NumberText.Count(chain.Blocks.Length, "block")}: {string.Join(", ", classes)}",
                },
            },
            BlockRibbon.Of(blocks),
            new Element("div", ("class", chain.Blocks.Length <= 14 ? "pair" : "stack"))
            {
                chain.Cka is null ? null : HeatMapFigure.Of(document, chain, number),
                BlockTable.Of(document.Result, blocks),
            },
            Runs(document, chain),
            Reasons(chain),
        };
    }

    /// <summary>What the clusters would lose; where blocks were tried the attempts say more.</summary>
    private static Element? Runs(ReportDocument document, ChainReport chain)
    {
        if (chain.Runs.IsEmpty || !document.Result.Verdicts.IsEmpty)
        {
            return null;
        }

        var scroll = SimilarityColumns.Scroll("Runs of the clusters");
        scroll.Add(new Element("table")
        {
            new Element("thead")
            {
                new Element("tr") { new Element("th", ("scope", "col")) { "Without" }, SimilarityColumns.Heads() },
            },
            new Element("tbody")
            {
                chain.Runs.Select(run => new Element("tr")
                {
                    new Element("th", ("scope", "row"), ("class", "name")) { NumberText.Range(run.Blocks) },
                    SimilarityColumns.Cells(run.Cka, run.Cosine, run.DeletionError, run.AffineR2),
                }),
            },
        });
        return new Element("div")
        {
            new Element("h3") { "What each cluster could lose" },
            scroll,
        };
    }

    private static Element? Reasons(ChainReport chain)
    {
        var kept = chain.Blocks.Where(block => !block.Removable)
            .GroupBy(block => block.Reason ?? "no reason given", StringComparer.Ordinal)
            .Select(alike => (Blocks: Paths(alike), What: "", Why: alike.Key));
        var units = chain.Blocks.Where(block => block.NotNarrowed is not null)
            .GroupBy(block => block.NotNarrowed!, StringComparer.Ordinal)
            .Select(alike => (Blocks: Paths(alike), What: "units of ", Why: alike.Key));
        var reasons = kept.Concat(units).ToList();
        return reasons.Count == 0
            ? null
            : new Element("div")
            {
                new Element("h3") { "What has to stay, and why" },
                new Element("ul", ("class", "reasons"))
                {
                    reasons.Select(reason => new Element("li")
                    {
                        reason.What, new Element("span", ("class", "name")) { reason.Blocks }, ": " + reason.Why,
                    }),
                },
            };

        string Paths(IEnumerable<BlockReport> some) => chain.Blocks.Length > 1 && some.Count() == chain.Blocks.Length
            ? "all blocks"
            : string.Join(", ", some.Select(block => block.Path));
    }
}
