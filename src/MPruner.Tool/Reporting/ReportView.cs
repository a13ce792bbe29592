using System.Collections.Immutable;
using System.Globalization;
using MPruner.Core.Reports;
using MPruner.Tool.Options;
using Spectre.Console;

namespace MPruner.Tool.Reporting;

/// <summary>A result for people: chains with their similarities and clusters, what was tried, and what was saved.</summary>
/// <remarks>At most 100 columns wide.</remarks>
internal sealed class ReportView(IAnsiConsole console)
{
    private const string Dim = ChainView.Dim;

    /// <summary>Whether the inner dimensions of blocks are shown.</summary>
    public bool ShowsWidths { get; init; }

    /// <summary>Whether the time that the stages took is shown.</summary>
    public bool ShowsTimings { get; init; }

    /// <summary>Shows everything that the result knows.</summary>
    public void Show(PruningResult result, string model)
    {
        var engine = result.Engine.Length == 0 ? "" : $", {Markup.Escape(result.Engine)}";
        var size = $"{NumberText.Grouped(result.Parameters.Before)} parameters, {NumberText.Size(result.Bytes.Before)}";
        console.MarkupLine($"[bold]{Markup.Escape(model)}[/]  [{Dim}]{size}{engine}[/]");
        var removed = result.Removed.ToImmutableHashSet(StringComparer.Ordinal);
        var chains = new ChainView(console) { ShowsWidths = ShowsWidths };
        foreach (var chain in result.Chains)
        {
            chains.Show(chain, removed);
        }

        if (result.Chains.IsEmpty && result.Parameters.After is null)
        {
            console.MarkupLine($"  [{Dim}]{ChainView.NoChains}[/]");
        }

        ShowVerdicts(result.Verdicts);
        ShowBalance(result);
        if (ShowsTimings)
        {
            ShowTimings(result.Timings);
        }
    }

    private void ShowTimings(Timings timings)
    {
        (string Name, double? Seconds)[] stages =
        [
            ("load", timings.Load), ("plain passes", timings.Forward), ("measuring", timings.Analysis),
            ("recovery", timings.Recovery), ("searching and scoring", timings.Evaluation),
        ];
        var taken = stages.Where(stage => stage.Seconds is not null)
            .Select(stage => string.Create(CultureInfo.InvariantCulture, $"{stage.Name} {stage.Seconds:0.0} s"));
        console.MarkupLine($"  [{Dim}]{string.Join(", ", taken)}[/]");
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
        ChainView.AddNumbers(table);
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
                .. verdict.Run.IsEmpty
                    ? Enumerable.Repeat(new Markup(""), 4)
                    : ChainView.Numbers(verdict.Cka, verdict.Cosine, verdict.DeletionError, verdict.AffineR2),
                new Markup(verdict.Drop is { } drop ? $"[{colour}]{NumberText.Drop(verdict.Metric ?? "", drop)}[/]" : ""),
            ]);
        }

        console.Write(ChainView.Indented(table));
        if (verdicts.Any(verdict => verdict.Decision != "accepted" && verdict.Drop is not null))
        {
            const string Rejected = "✗: the drop's upper bound exceeds MaxDrop, at a confidence that rises with every attempt.";
            console.MarkupLine($"  [{Dim}]{Rejected}[/]");
        }
    }

    private static string Subject(Verdict verdict)
    {
        if (verdict.Stored is { } stored)
        {
            return $"– (weights as {NumberText.Storage(stored)})";
        }

        var parameters = NumberText.Grouped(verdict.Narrowed.Sum(dimension => dimension.Parameters));
        var criterion = verdict.Narrowed.FirstOrDefault()?.Criterion ?? WidthCriterion.Obs;
        var order = criterion == WidthCriterion.Obs ? "" : $", by {OptionWords.Of(criterion)}";
        var units = $"units of {NumberText.Count(verdict.Narrowed.Length, "inner dimension")} ({parameters} parameters{order})";
        return string.Join(", ", verdict.Narrowed.IsEmpty ? verdict.Run : verdict.Run.Add(units));
    }

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
