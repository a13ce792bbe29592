using System.Collections.Immutable;
using System.Globalization;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace MPruner.Tool.Reporting;

/// <summary>A result for people: chains with their similarities and clusters, what was tried, what it cost, what it saved.</summary>
/// <remarks>At most 100 columns wide.</remarks>
internal sealed class ReportView(IAnsiConsole console)
{
    private const string Dim = "grey50";

    /// <summary>Shows everything that the result knows.</summary>
    public void Show(PruningResult result, string model)
    {
        console.MarkupLine($"[bold]{Markup.Escape(model)}[/]  [{Dim}]{NumberText.Grouped(result.Parameters.Before)} parameters, {NumberText.Size(result.Bytes.Before)}{(result.Engine.Length == 0 ? "" : $", {Markup.Escape(result.Engine)}")}[/]");
        var removed = result.Removed.ToImmutableHashSet(StringComparer.Ordinal);
        foreach (var chain in result.Chains)
        {
            ShowChain(chain, removed);
        }

        if (result.Chains.IsEmpty && result.Parameters.After is null)
        {
            console.MarkupLine($"  [{Dim}]No two submodules of a kind hand a tensor of one shape on to each other. --blocks names others.[/]");
        }

        ShowVerdicts(result.Verdicts);
        ShowBalance(result);
    }

    private void ShowChain(ChainReport chain, ImmutableHashSet<string> removed)
    {
        var classes = chain.Blocks.Select(block => block.Class.Split('.')[^1]).Distinct().ToArray();
        console.WriteLine();
        console.MarkupLine($"[bold]{Markup.Escape(chain.Path.Length == 0 ? "(root)" : chain.Path)}[/]  [{Dim}]{chain.Blocks.Length} × {Markup.Escape(string.Join(", ", classes))}[/]");

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
            var gone = removed.Contains(block.Path);
            List<IRenderable> row =
            [
                new Markup($"[{Dim}]{i}[/]"),
                new Markup(gone ? $"[strikethrough {Dim}]{Markup.Escape(block.Path)}[/]" : Markup.Escape(block.Path)),
                new Markup(gone ? $"[{Dim}]{NumberText.Grouped(block.Parameters)}[/]" : NumberText.Grouped(block.Parameters)),
            ];
            if (heat is not null)
            {
                row.Add(new Markup(clusters[i]));
                row.Add(new Markup(heat.Row(i)));
            }

            row.Add(new Markup(gone ? "[green]removed[/]" : block.Removable ? "" : $"[{Dim}]stays[/]"));
            table.AddRow(row);
        }

        console.Write(Indented(table));
        if (heat is not null)
        {
            console.MarkupLine($"  [{Dim}]{heat.Legend()}[/]");
        }

        ShowRuns(chain.Runs, removed);

        foreach (var kept in chain.Blocks.Where(block => !block.Removable).GroupBy(block => block.Reason, StringComparer.Ordinal))
        {
            console.MarkupLine($"  [{Dim}]{Markup.Escape(string.Join(", ", kept.Select(block => block.Path)))} {(kept.Count() == 1 ? "stays" : "stay")}: {Markup.Escape(kept.Key ?? "no reason given")}[/]");
        }
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
            var name = run.Blocks.Length == 1 ? run.Blocks[0] : $"{run.Blocks[0]} to {run.Blocks[^1]}";
            table.AddRow([new Markup(Markup.Escape(name)), .. Numbers(run.Cka, run.Cosine, run.DeletionError, run.AffineR2)]);
        }

        console.Write(Indented(table));
    }

    private static void AddNumbers(Table table)
    {
        foreach (var name in new[] { "similarity", "cosine", "deletion", "affine R²" })
        {
            table.AddColumn(new TableColumn($"[{Dim}]{name}[/]").RightAligned().NoWrap());
        }
    }

    private static IEnumerable<IRenderable> Numbers(params double?[] values) => values.Select(value => new Markup(NumberText.Thousandths(value)));

    private static string[] ClusterMarks(ChainReport chain)
    {
        string[] colours = ["deepskyblue1", "orange1", "mediumpurple1", "springgreen2", "hotpink", "khaki1"];
        var marks = Enumerable.Repeat("", chain.Blocks.Length).ToArray();
        var shown = 0;
        foreach (var cluster in chain.Clusters.Where(cluster => cluster.Length > 1))
        {
            var colour = colours[shown++ % colours.Length];
            for (var i = 0; i < cluster.Length; i++)
            {
                marks[cluster[i]] = $"[{colour}]{(i == 0 ? '╭' : i == cluster.Length - 1 ? '╰' : '│')}{(i == 0 ? " anchor" : "")}[/]";
            }
        }

        return marks;
    }

    private void ShowVerdicts(ImmutableArray<Verdict> verdicts)
    {
        if (verdicts.IsEmpty)
        {
            return;
        }

        console.WriteLine();
        var table = new Table().Border(TableBorder.None).HideRowSeparators();
        table.AddColumn(new TableColumn("").NoWrap());
        table.AddColumn(new TableColumn($"[{Dim}]without[/]"));
        AddNumbers(table);
        table.AddColumn(new TableColumn($"[{Dim}]drop[/]").RightAligned().NoWrap());
        foreach (var verdict in verdicts)
        {
            var accepted = verdict.Decision == "accepted";

            // Where a drop was measured, it is the reason and stands in its column.
            var reason = accepted || verdict.Drop is not null ? "" : $"\n[{Dim}]{Markup.Escape(verdict.Decision)}[/]";
            table.AddRow(
            [
                new Markup(accepted ? "[green]✓[/]" : "[red]✗[/]"),
                new Markup(Markup.Escape(string.Join(", ", verdict.Run)) + reason),
                .. Numbers(verdict.Cka, verdict.Cosine, verdict.DeletionError, verdict.AffineR2),
                new Markup(verdict.Drop is { } drop ? $"[{(accepted ? "green" : "red")}]{NumberText.Drop(verdict.Metric ?? "", drop)}[/]" : ""),
            ]);
        }

        console.Write(Indented(table));
    }

    private static Padder Indented(IRenderable content) => new Padder(content).Padding(2, 0, 0, 0);

    private void ShowBalance(PruningResult result)
    {
        if (result.Quality is null && result.Parameters.After is null)
        {
            return;
        }

        console.WriteLine();
        var grid = new Grid().AddColumn(new GridColumn().Padding(2, 0, 2, 0).NoWrap()).AddColumn(new GridColumn().RightAligned().NoWrap()).AddColumn(new GridColumn().NoWrap()).AddColumn(new GridColumn().RightAligned().NoWrap()).AddColumn(new GridColumn().NoWrap());
        if (result.Parameters.After is { } parameters)
        {
            AddChange(grid, "parameters", NumberText.Grouped(result.Parameters.Before), NumberText.Grouped(parameters), NumberText.Saving(result.Parameters));
        }

        if (result.Bytes.After is { } bytes)
        {
            AddChange(grid, "file", NumberText.Size(result.Bytes.Before), NumberText.Size(bytes), NumberText.Saving(result.Bytes));
        }

        if (result.Quality is { Before: { } before, After: { } after } scored)
        {
            AddChange(grid, scored.Metric, NumberText.Quality(scored.Metric, before), NumberText.Quality(scored.Metric, after), "");
        }

        console.Write(grid);
        if (result.Quality is { } quality)
        {
            console.MarkupLine(string.Create(CultureInfo.InvariantCulture, $"  {(quality.Accepted ? "[green]✓ accepted[/]" : "[red]✗ not accepted[/]")}  {Markup.Escape(quality.Metric is "accuracy" ? "drop" : quality.Metric)} {NumberText.Drop(quality.Metric, quality.Drop)}  [{Dim}]95% interval {NumberText.Interval(quality)}, {NumberText.Grouped(quality.Examples)} examples[/]"));
        }
    }

    private static void AddChange(Grid grid, string name, string before, string after, string saving) =>
        grid.AddRow($"[{Dim}]{Markup.Escape(name)}[/]", before, $"[{Dim}]→[/]", $"[bold]{after}[/]", $"[green]{saving}[/]");
}
