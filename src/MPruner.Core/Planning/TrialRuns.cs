using System.Collections.Immutable;
using MPruner.Core.Acceptance;
using MPruner.Core.Examples;
using MPruner.Core.Formats;

namespace MPruner.Core.Planning;

/// <summary>
/// Compares candidates that have one block less each than a model, side by side where they can share what they have in common.
/// </summary>
/// <param name="run">Bench.</param>
/// <param name="judge">Compares outputs.</param>
/// <param name="examples">A few of them show whether sharing is exact.</param>
internal sealed class TrialRuns(RunContext run, CandidateJudge judge, BoundExamples examples)
{
    private const int Probed = 4;

    /// <summary>How far each trial is from the original.</summary>
    /// <param name="model">The candidate that they are made from.</param>
    /// <param name="trials">The same with one more block removed.</param>
    public ImmutableArray<OutputDistance> Compare(Candidate model, IReadOnlyList<Candidate> trials)
    {
        using var shared = run.Bench.RunTrials(model, trials, examples.Read(0, Math.Min(Probed, examples.Count)));
        return shared is null
            ? [.. trials.Select(trial => judge.Compare(trial.Model.Write(trial)))]
            : judge.Compare(new Trial(trials.Count, shared.Run));
    }
}
