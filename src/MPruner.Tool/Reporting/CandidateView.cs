using System.Collections.Immutable;
using System.Globalization;
using MPruner.Core.Reports;
using MPruner.Tool.Options;
using Spectre.Console;

namespace MPruner.Tool.Reporting;

/// <summary>The ranked runs of a chain for people: all single blocks, and of longer runs those that a criterion ranks first.</summary>
internal sealed class CandidateView(IAnsiConsole console, ImmutableArray<RunCriterion> criteria)
{
    private const string Dim = ChainView.Dim;

    /// <summary>Shows the runs of all chains.</summary>
    public void Show(PruningResult result)
    {
        foreach (var chain in result.Chains)
        {
            Show(chain);
        }
    }

    private void Show(ChainReport chain)
    {
        const string Meaning = "runs of blocks; in brackets the rank among runs of equally many blocks";
        console.WriteLine();
        console.MarkupLine($"[bold]{Markup.Escape(ChainView.NameOf(chain))}[/]  [{Dim}]{Meaning}[/]");
        if (chain.Candidates.IsEmpty)
        {
            console.MarkupLine($"  [{Dim}]No block of this chain may be removed.[/]");
            return;
        }

        var table = new Table().Border(TableBorder.None).HideRowSeparators();
        table.AddColumn(new TableColumn($"[{Dim}]blocks[/]").RightAligned().NoWrap());
        table.AddColumn(new TableColumn($"[{Dim}]run[/]"));
        foreach (var criterion in criteria)
        {
            table.AddColumn(new TableColumn($"[{Dim}]{OptionWords.Of(criterion)}[/]").RightAligned().NoWrap());
        }

        var ranking = new RunRanking(chain.Candidates);
        foreach (var run in chain.Candidates)
        {
            int?[] ranks = [.. criteria.Select(criterion => ranking.RankOf(run, criterion))];
            if (run.Blocks.Length == 1 || ranks.Contains(1))
            {
                table.AddRow([
                    run.Blocks.Length.ToString(CultureInfo.InvariantCulture),
                    Markup.Escape(NumberText.Range(run.Blocks)),
                    .. criteria.Zip(ranks, (criterion, rank) => Cell(RunRanking.ValueOf(run, criterion), rank)),
                ]);
            }
        }

        console.Write(ChainView.Indented(table));
    }

    private static string Cell(double? value, int? rank)
    {
        if (rank is not { } place)
        {
            return $"[{Dim}]?[/]";
        }

        var text = string.Create(CultureInfo.InvariantCulture, $"{NumberText.Thousandths(value)} ({place})");
        return place == 1 ? $"[green]{text}[/]" : text;
    }
}
