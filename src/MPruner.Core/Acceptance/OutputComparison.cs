using System.Collections.Immutable;
using MPruner.Core.Examples;
using MPruner.Core.Formats;

namespace MPruner.Core.Acceptance;

/// <summary>Compares candidates' outputs with the original's, without labels.</summary>
/// <param name="bench">Loads candidates.</param>
/// <param name="examples">The compared examples; on a few of them it is checked whether candidates can share computations.</param>
/// <param name="scorer">Scores on these examples.</param>
/// <param name="guard">Knows which candidates are hopeless.</param>
internal sealed class OutputComparison(IModelBench bench, BoundExamples examples, CandidateScorer scorer, AcceptanceGuard guard)
{
    private const int Probed = 4;

    private const string Stage = "Comparing";

    /// <summary>The distance of a candidate's outputs from the original's.</summary>
    /// <param name="file">The candidate's file.</param>
    public OutputDistance Compare(ReadOnlyMemory<byte> file) =>
        ToDistance(CandidateScorer.Loaded(bench, file, candidate => scorer.Score(candidate, Stage)));

    /// <summary>The same distance for several candidates. They run side by side if they can share computations.</summary>
    /// <param name="model">A candidate.</param>
    /// <param name="trials">The same with one block removed, or with one inner dimension narrowed.</param>
    /// <returns>The distances, in the trials' order.</returns>
    public ImmutableArray<OutputDistance> Compare(Candidate model, IReadOnlyList<Candidate> trials)
    {
        using var shared = SideBySide(model, trials);
        return shared is null
            ? [.. trials.Select(trial => Compare(trial.Model.Write(trial)))]
            : [.. scorer.Score(new Trial(trials.Count, shared.Run), Stage).Select(ToDistance)];
    }

    private ITrialRun? SideBySide(Candidate model, IReadOnlyList<Candidate> trials)
    {
        try
        {
            return bench.RunTrials(model, trials, examples.Read(0, Math.Min(Probed, examples.Count)));
        }
        catch (EngineRefusedException refused) when (refused.Step == EngineStep.Load)
        {
            // One of them cannot be loaded; the others are compared by themselves.
            return null;
        }
    }

    private OutputDistance ToDistance(QualityMeasurement measured) => measured.Failure is null
        ? new OutputDistance(measured.Distance, guard.IsHopeless(measured)) { IsBeyondLimit = guard.IsBeyondLimit(measured) }
        : new OutputDistance(double.PositiveInfinity, IsHopeless: true) { IsBeyondLimit = true, Failure = measured.Failure };
}

/// <summary>The distance of a candidate's outputs from the original's.</summary>
/// <param name="Value">
/// The KL divergence of a classifier's probabilities, in nats; otherwise the mean drop in the metric's unit. At least 0.
/// </param>
/// <param name="IsHopeless">Whether the guard would almost certainly reject the candidate.</param>
internal sealed record OutputDistance(double Value, bool IsHopeless)
{
    /// <summary>Whether the mean drop exceeds the limit on these examples, however few they are.</summary>
    public bool IsBeyondLimit { get; init; }

    /// <summary>Why the candidate could not be compared; null if it was.</summary>
    public string? Failure { get; init; }
}
