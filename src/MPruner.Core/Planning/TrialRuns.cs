using System.Collections.Immutable;
using MPruner.Core.Acceptance;
using MPruner.Core.Examples;
using MPruner.Core.Formats;

namespace MPruner.Core.Planning;

/// <summary>
/// Compares trials, which have one block fewer than the current model. They run side by side if they can share computations.
/// </summary>
/// <param name="run">The bench.</param>
/// <param name="judge">Compares outputs.</param>
/// <param name="examples">The examples; sharing is checked on a few of them.</param>
internal sealed class TrialRuns(RunContext run, CandidateJudge judge, BoundExamples examples)
{
    private const int Probed = 4;

    /// <summary>The distance of each trial's outputs from the original's, in the trials' order.</summary>
    /// <param name="model">The current model, which has one block more than each trial.</param>
    /// <param name="trials">The trials.</param>
    public ImmutableArray<OutputDistance> Compare(Candidate model, IReadOnlyList<Candidate> trials)
    {
        using var shared = run.Bench.RunTrials(model, trials, examples.Read(0, Math.Min(Probed, examples.Count)));
        return shared is null
            ? [.. trials.Select(trial => judge.Compare(trial.Model.Write(trial)))]
            : judge.Compare(new Trial(trials.Count, shared.Run));
    }
}
