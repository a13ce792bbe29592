using System.Collections.Immutable;
using MPruner.Core.Reports;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace MPruner.Tool.Reporting;

/// <summary>A chain for people: its blocks, their similarities and clusters, and why blocks and units stay.</summary>
internal sealed class ChainView(IAnsiConsole console)
{
    /// <summary>The colour of what is beside the point.</summary>
    public const string Dim = "grey50";

    /// <summary>What is said of a model without chains.</summary>
    public const string NoChains = "No two blocks of one kind pass on a tensor of one shape. In TorchScript, --blocks chooses others.";

    /// <summary>Whether the inner dimensions of blocks are shown.</summary>
    public bool ShowsWidths { get; init; }

    /// <summary>Shows a chain.</summary>
    /// <param name="chain">The chain.</param>
    /// <param name="removed">The paths of the removed blocks.</param>
    public void Show(ChainReport chain, ImmutableHashSet<string> removed)
    {
        console.WriteLine();
        console.MarkupLine($"[bold]{Markup.Escape(NameOf(chain))}[/]  [{Dim}]{Markup.Escape(KindOf(chain))}[/]");

        var heat = chain.Cka is { } cka ? new HeatMap(cka, chain.CkaStandardised) : null;
        var table = new Table().Border(TableBorder.None).HideRowSeparators();
        table.AddColumn(new TableColumn("").RightAligned().NoWrap());
        table.AddColumn(new TableColumn($"[{Dim}]block[/]").NoWrap());
        table.AddColumn(new TableColumn($"[{Dim}]parameters[/]").RightAligned().NoWrap());
        if (heat is not null)
        {
            table.AddColumn(new TableColumn($"[{Dim}]cluster[/]").NoWrap());
            table.AddColumn(new TableColumn(new Markup(heat.Header())).NoWrap());
        }

        table.AddColumn(new TableColumn("").NoWrap());
        var clusters = ClusterMarks(chain);
        for (var i = 0; i < chain.Blocks.Length; i++)
        {
            var block = chain.Blocks[i];
            var isRemoved = removed.Contains(block.Path);
            List<IRenderable> row =
            [
                new Markup($"[{Dim}]{i}[/]"),
                new Markup(isRemoved ? $"[strikethrough {Dim}]{Markup.Escape(block.Path)}[/]" : Markup.Escape(block.Path)),
                new Markup(isRemoved ? $"[{Dim}]{NumberText.Grouped(block.Parameters)}[/]" : NumberText.Grouped(block.Parameters)),
            ];
            if (heat is not null)
            {
                row.Add(new Markup(clusters[i]));
                row.Add(new Markup(heat.Row(i)));
            }

            row.Add(new Markup(Fate(block, isRemoved)));
            table.AddRow(row);
        }

        console.Write(Indented(table));
        if (heat is not null)
        {
            console.MarkupLine($"  [{Dim}]{heat.Legend()}[/]");
        }

        ShowRuns(chain.Runs, removed);
        ShowReasons(chain);
        foreach (var alike in chain.Blocks.Where(block => ShowsWidths && !block.Inner.IsEmpty).GroupBy(Inner, StringComparer.Ordinal))
        {
            ShowNote($"{Blocks(chain, alike)}: {alike.Key}");
        }
    }

    /// <summary>The chain's path.</summary>
    public static string NameOf(ChainReport chain) => chain.Path.Length == 0 ? "(root)" : chain.Path;

    /// <summary>What the chain consists of: <c>6 × BasicBlock</c>.</summary>
    public static string KindOf(ChainReport chain)
    {
        var classes = chain.Blocks.Select(block => block.Class.Split('.')[^1]).Distinct();
        return $"{chain.Blocks.Length} × {string.Join(", ", classes)}";
    }

    /// <summary>Why blocks stay, and if inner dimensions are shown, why units do.</summary>
    public void ShowReasons(ChainReport chain)
    {
        foreach (var kept in chain.Blocks.Where(block => !block.Removable).GroupBy(block => block.Reason, StringComparer.Ordinal))
        {
            var verb = kept.Count() == 1 ? "stays" : "stay";
            ShowNote($"{Paths(kept)} {verb}: {kept.Key ?? "no reason given"}");
        }

        var fixedUnits = chain.Blocks.Where(block => ShowsWidths && block.NotNarrowed is not null);
        foreach (var kept in fixedUnits.GroupBy(block => (block.NotNarrowed, IsNarrowable: !block.Inner.IsEmpty)))
        {
            ShowNote($"{(kept.Key.IsNarrowable ? "some units" : "units")} of {Blocks(chain, kept)} stay: {kept.Key.NotNarrowed}");
        }
    }

    private static string Blocks(ChainReport chain, IEnumerable<BlockReport> some) =>
        chain.Blocks.Length > 1 && some.Count() == chain.Blocks.Length ? "all blocks" : Paths(some);

    private void ShowNote(string text) => console.Write(Indented(new Markup($"[{Dim}]{Markup.Escape(text)}[/]")));

    private static string Paths(IEnumerable<BlockReport> blocks) => string.Join(", ", blocks.Select(block => block.Path));

    /// <summary>A block's inner dimensions, those of one kind together: <c>4 heads × 16, 256 neurons</c>.</summary>
    public static string Inner(BlockReport block) => string.Join(", ", block.Inner
        .GroupBy(dimension => (dimension.Unit, Width: dimension.Unit == "head" ? dimension.UnitWidth : 1))
        .Select(alike =>
        {
            var units = string.Join(" + ", alike.Select(dimension => NumberText.Grouped(dimension.Units)));
            var width = alike.Key.Width > 1 ? $" × {NumberText.Grouped(alike.Key.Width)}" : "";
            return $"{units} {alike.Key.Unit}s{width}";
        }));

    private static string Fate(BlockReport block, bool removed)
    {
        if (removed)
        {
            return "[green]removed[/]";
        }

        return block.Removable ? "" : $"[{Dim}]stays[/]";
    }

    /// <summary>What the clusters would lose; where blocks were tried the verdicts say more.</summary>
    private void ShowRuns(ImmutableArray<RunReport> runs, ImmutableHashSet<string> removed)
    {
        if (runs.IsEmpty || removed.Count > 0)
        {
            return;
        }

        var table = new Table().Border(TableBorder.None).HideRowSeparators();
        table.AddColumn(new TableColumn($"[{Dim}]run[/]").NoWrap());
        AddNumbers(table);
        foreach (var run in runs)
        {
            var name = new Markup(Markup.Escape(NumberText.Range(run.Blocks)));
            table.AddRow([name, .. Numbers(run.Cka, run.Cosine, run.DeletionError, run.AffineR2)]);
        }

        console.Write(Indented(table));
    }

    /// <summary>Adds the columns of <see cref="Numbers"/>.</summary>
    public static void AddNumbers(Table table)
    {
        foreach (var name in new[] { "similarity", "cosine", "deletion", "affine R²" })
        {
            table.AddColumn(new TableColumn($"[{Dim}]{name}[/]").RightAligned().NoWrap());
        }
    }

    /// <summary>What is known of a run: similarity, mean cosine, deletion error, affine R².</summary>
    public static IEnumerable<IRenderable> Numbers(params double?[] values) =>
        values.Select(value => new Markup(NumberText.Thousandths(value)));

    private static string[] ClusterMarks(ChainReport chain)
    {
        string[] colours = ["deepskyblue1", "orange1", "mediumpurple1", "springgreen2", "hotpink", "khaki1"];
        var marks = Enumerable.Repeat("", chain.Blocks.Length).ToArray();
        var shown = 0;
        foreach (var cluster in chain.Clusters.Where(cluster => cluster.Length > 1))
        {
            var colour = colours[shown++ % colours.Length];
            foreach (var block in cluster)
            {
                marks[block] = $"[{colour}]│[/]";
            }

            marks[cluster[0]] = $"[{colour}]╭ anchor[/]";
            marks[cluster[^1]] = $"[{colour}]╰[/]";
        }

        return marks;
    }

    /// <summary>Content that is set in from the headings.</summary>
    public static Padder Indented(IRenderable content) => new Padder(content).Padding(2, 0, 0, 0);
}
