using System.Collections.Immutable;
using MPruner.Core.Acceptance;
using MPruner.Core.Chains;

namespace MPruner.Core.Planning;

/// <summary>
/// Finds how much of a plan the guard lets through: all of it at once if it can, else run by run, the most similar first, halving a run that
/// is refused. Every choice is made on the tuning split.
/// </summary>
/// <param name="judge">Scores the model without the given blocks on the tuning split.</param>
internal sealed class RemovalSearch(Func<ImmutableArray<Block>, GuardDecision> judge)
{
    private readonly List<Run> accepted = [];
    private readonly List<Verdict> verdicts = [];
    private readonly HashSet<string> tried = [];

    /// <summary>Every attempt in order.</summary>
    public IReadOnlyList<Verdict> Verdicts => verdicts;

    /// <summary>The accepted runs in the order of acceptance; none where nothing can be removed.</summary>
    public IReadOnlyList<Run> Search(ImmutableArray<Run> plan)
    {
        if (!Try(plan))
        {
            foreach (var run in plan)
            {
                TryOrHalve(run);
            }
        }

        return accepted;
    }

    /// <summary>The blocks of some runs in order of execution.</summary>
    public static ImmutableArray<Block> BlocksOf(IEnumerable<Run> runs) => [.. runs.SelectMany(r => r.Blocks).OrderBy(b => b.Calls[0].Call.Order)];

    private void TryOrHalve(Run run)
    {
        if (!Try([run]) && run.Members.Length > 1)
        {
            foreach (var half in run.Halves())
            {
                TryOrHalve(half);
            }
        }
    }

    private bool Try(ImmutableArray<Run> runs)
    {
        var blocks = BlocksOf(accepted.Concat(runs));
        if (runs.IsEmpty || !tried.Add(string.Join('\n', blocks.Select(b => b.Path))))
        {
            return false;
        }

        var decision = judge(blocks);
        verdicts.Add(new Verdict(
            [.. BlocksOf(runs).Select(b => b.Path)],
            Lowest(runs.Select(r => r.Cka)),
            Lowest(runs.Select(r => r.CkaStandardised)),
            decision.Report?.Drop,
            decision.Decision)
        {
            Cosine = Lowest(runs.Select(r => r.Numbers.Cosine)),
            DeletionError = -Lowest(runs.Select(r => -r.Numbers.DeletionError)),
            AffineR2 = Lowest(runs.Select(r => r.Numbers.AffineR2)),
        });
        if (decision.Accepted)
        {
            accepted.AddRange(runs);
        }

        return decision.Accepted;
    }

    private static double? Lowest(IEnumerable<double?> similarities)
    {
        var all = similarities.ToList();
        return all.Contains(null) ? null : all.Min();
    }
}
