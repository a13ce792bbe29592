using System.Collections.Immutable;
using MPruner.Core.Reports;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace MPruner.Tool.Reporting;

/// <summary>A result for people: chains with their similarities and clusters, what was tried, and what was saved.</summary>
/// <remarks>At most 100 columns wide.</remarks>
internal sealed class ReportView(IAnsiConsole console)
{
    private const string Dim = "grey50";

    /// <summary>Shows everything that the result knows.</summary>
    public void Show(PruningResult result, string model)
    {
        var engine = result.Engine.Length == 0 ? "" : $", {Markup.Escape(result.Engine)}";
        var size = $"{NumberText.Grouped(result.Parameters.Before)} parameters, {NumberText.Size(result.Bytes.Before)}";
        console.MarkupLine($"[bold]{Markup.Escape(model)}[/]  [{Dim}]{size}{engine}[/]");
        var removed = result.Removed.ToImmutableHashSet(StringComparer.Ordinal);
        foreach (var chain in result.Chains)
        {
            ShowChain(chain, removed);
        }

        if (result.Chains.IsEmpty && result.Parameters.After is null)
        {
            const string Nothing = "No two submodules of one kind pass on a tensor of one shape. Choose others with --blocks.";
            console.MarkupLine($"  [{Dim}]{Nothing}[/]");
        }

        ShowVerdicts(result.Verdicts);
        ShowBalance(result);
    }

    private void ShowChain(ChainReport chain, ImmutableHashSet<string> removed)
    {
        var classes = chain.Blocks.Select(block => block.Class.Split('.')[^1]).Distinct().ToArray();
        console.WriteLine();
        var path = chain.Path.Length == 0 ? "(root)" : chain.Path;
        var kind = $"{chain.Blocks.Length} × {string.Join(", ", classes)}";
        console.MarkupLine($"[bold]{Markup.Escape(path)}[/]  [{Dim}]{Markup.Escape(kind)}[/]");

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

        foreach (var kept in chain.Blocks.Where(block => !block.Removable).GroupBy(block => block.Reason, StringComparer.Ordinal))
        {
            var blocks = string.Join(", ", kept.Select(block => block.Path));
            var verb = kept.Count() == 1 ? "stays" : "stay";
            console.MarkupLine($"  [{Dim}]{Markup.Escape($"{blocks} {verb}: {kept.Key ?? "no reason given"}")}[/]");
        }
    }

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

    private static IEnumerable<IRenderable> Numbers(params double?[] values) =>
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
            var (sign, colour) = accepted ? ("✓", "green") : ("✗", "red");

            // Where a drop was measured, it is the reason, and its column shows it.
            var reason = accepted || verdict.Drop is not null ? "" : $"\n[{Dim}]{Markup.Escape(verdict.Decision)}[/]";
            table.AddRow(
            [
                new Markup($"[{colour}]{sign}[/]"),
                new Markup(Markup.Escape(Subject(verdict)) + reason),
                .. verdict.Stored is null
                    ? Numbers(verdict.Cka, verdict.Cosine, verdict.DeletionError, verdict.AffineR2)
                    : Enumerable.Repeat(new Markup(""), 4),
                new Markup(verdict.Drop is { } drop ? $"[{colour}]{NumberText.Drop(verdict.Metric ?? "", drop)}[/]" : ""),
            ]);
        }

        console.Write(Indented(table));
    }

    private static string Subject(Verdict verdict)
    {
        if (verdict.Stored is { } stored)
        {
            return $"– (weights as {NumberText.Storage(stored)})";
        }

        var parameters = NumberText.Grouped(verdict.Narrowed.Sum(dimension => dimension.Parameters));
        var units = $"units of {NumberText.Count(verdict.Narrowed.Length, "inner dimension")} ({parameters} parameters)";
        return string.Join(", ", verdict.Narrowed.IsEmpty ? verdict.Run : verdict.Run.Add(units));
    }

    private static Padder Indented(IRenderable content) => new Padder(content).Padding(2, 0, 0, 0);

    private void ShowBalance(PruningResult result)
    {
        if (result.Quality is null && result.Parameters.After is null)
        {
            return;
        }

        console.WriteLine();
        var grid = new Grid()
            .AddColumn(new GridColumn().Padding(2, 0, 2, 0).NoWrap())
            .AddColumn(new GridColumn().RightAligned().NoWrap())
            .AddColumn(new GridColumn().NoWrap())
            .AddColumn(new GridColumn().RightAligned().NoWrap())
            .AddColumn(new GridColumn().NoWrap());
        if (result.Parameters.After is { } parameters)
        {
            var before = NumberText.Grouped(result.Parameters.Before);
            AddChange(grid, "parameters", (before, NumberText.Grouped(parameters)), NumberText.Saving(result.Parameters));
        }

        if (result.Bytes.After is { } bytes)
        {
            AddChange(grid, "file", (NumberText.Size(result.Bytes.Before), NumberText.Size(bytes)), NumberText.Saving(result.Bytes));
        }

        if (result.Quality is { Before: { } original, After: { } pruned } scored)
        {
            AddChange(grid, scored.Metric, (NumberText.Quality(scored.Metric, original), NumberText.Quality(scored.Metric, pruned)), "");
        }

        console.Write(grid);
        if (result.Quality is { } quality)
        {
            var decision = quality.Accepted ? "[green]✓ accepted[/]" : "[red]✗ not accepted[/]";
            var name = quality.Metric is "accuracy" ? "drop" : $"drop ({quality.Metric})";
            var interval = $"95% interval {NumberText.Interval(quality)}, {NumberText.Grouped(quality.Examples)} examples";
            var drop = NumberText.Drop(quality.Metric, quality.Drop);
            console.MarkupLine($"  {decision}  {Markup.Escape(name)} {drop}  [{Dim}]{interval}[/]");
        }
    }

    private static void AddChange(Grid grid, string name, (string Before, string After) values, string saving) =>
        grid.AddRow($"[{Dim}]{Markup.Escape(name)}[/]", values.Before, $"[{Dim}]→[/]", $"[bold]{values.After}[/]", $"[green]{saving}[/]");
}
