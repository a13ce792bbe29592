using System.Collections.Immutable;
using MPruner.Core.Examples;
using MPruner.Core.Formats;

namespace MPruner.Core.Acceptance;

/// <summary>
/// Scores candidates against the original: on the tuning split for every choice among candidates,
/// on the accept split once per chosen candidate.
/// </summary>
internal sealed class CandidateJudge : IDisposable
{
    /// <summary>The number of tuning examples on which candidates are compared with each other; the guard uses all of them.</summary>
    private const int ComparedOn = 256;

    private const string Comparing = "Comparing";

    private readonly RunContext run;
    private readonly IRunningModel original;
    private readonly AcceptanceGuard guard;
    private readonly CandidateScorer distance;
    private readonly CandidateScorer accept;
    private int looks;

    /// <param name="run">The bench, and the guard's limit and confidence.</param>
    /// <param name="original">The original's file.</param>
    /// <param name="tune">The tuning split.</param>
    /// <param name="accept">The accept split.</param>
    public CandidateJudge(RunContext run, ReadOnlyMemory<byte> original, BoundExamples tune, BoundExamples accept)
    {
        this.run = run;
        guard = new AcceptanceGuard(run.Options.MaxDrop, run.Options.Confidence);
        this.original = run.Bench.Run(original);
        Tune = new CandidateScorer(run, this.original, tune);
        Imitation = new CandidateScorer(run, this.original, tune.Unlabelled());
        distance = new CandidateScorer(run, this.original, tune.Spread(ComparedOn).Unlabelled());
        this.accept = new CandidateScorer(run, this.original, accept);
    }

    /// <summary>Scores on the tuning split.</summary>
    public CandidateScorer Tune { get; }

    /// <summary>Scores on the tuning split without labels, so that candidates are compared with the original's outputs.</summary>
    public CandidateScorer Imitation { get; }

    /// <summary>The diagnostic about labels that the choice of the metric made, if any.</summary>
    public IEnumerable<Diagnostic> Notes => Tune.Notes;

    /// <summary>The guard's decision on the tuning split. Scoring stops early for a hopeless candidate.</summary>
    public GuardDecision Judge(ReadOnlyMemory<byte> file, string stage) =>
        guard.Judge(Loaded(file, candidate => Tune.Score(candidate, stage, guard.IsHopeless)));

    /// <summary>The guard's final decision, on the accept split. Call it once per candidate that the tuning split accepts.</summary>
    /// <remarks>
    /// Judged by its mean alone, a candidate at the limit passes half of the time, so one of several would usually pass by chance.
    /// The n-th candidate is therefore judged at a confidence of at least 1 − 1/(2n).
    /// </remarks>
    public GuardDecision Accept(ReadOnlyMemory<byte> file)
    {
        looks++;
        return guard.Judge(Loaded(file, candidate => accept.Score(candidate, "Accepting")), 1 - (0.5 / looks));
    }

    /// <summary>The distance of a candidate's outputs from the original's, without labels, on part of the tuning split.</summary>
    public OutputDistance Compare(ReadOnlyMemory<byte> file) => ToDistance(Loaded(file, candidate => distance.Score(candidate, Comparing)));

    /// <summary>The same distance for candidates that run side by side.</summary>
    public ImmutableArray<OutputDistance> Compare(Trial trial) => [.. distance.Score(trial, Comparing).Select(ToDistance)];

    /// <inheritdoc/>
    public void Dispose() => original.Dispose();

    private QualityMeasurement Loaded(ReadOnlyMemory<byte> file, Func<IRunningModel, QualityMeasurement> score)
    {
        try
        {
            using var candidate = run.Bench.Run(file);
            return score(candidate);
        }
        catch (EngineRefusedException refused) when (refused.Step == EngineStep.Load)
        {
            return QualityMeasurement.Failed($"the engine cannot load it: {refused.Message}");
        }
    }

    private OutputDistance ToDistance(QualityMeasurement measured) => measured.Failure is null
        ? new OutputDistance(measured.Distance, guard.IsHopeless(measured))
        : new OutputDistance(double.PositiveInfinity, IsHopeless: true);
}

/// <summary>The distance of a candidate's outputs from the original's.</summary>
/// <param name="Value">
/// The KL divergence of a classifier's probabilities, in nats; otherwise the relative squared error. At least 0.
/// </param>
/// <param name="IsHopeless">Whether the guard would almost certainly reject the candidate.</param>
internal sealed record OutputDistance(double Value, bool IsHopeless);
