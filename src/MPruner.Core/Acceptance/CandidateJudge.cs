using System.Collections.Immutable;
using MPruner.Core.Formats;

namespace MPruner.Core.Acceptance;

/// <summary>
/// Scores candidates against the original: on the tuning split for every choice among candidates,
/// on the accept split once per chosen candidate.
/// </summary>
internal sealed class CandidateJudge
{
    /// <summary>The number of tuning examples on which candidates are compared with each other; the guard uses all of them.</summary>
    private const int ComparedOn = 256;

    private const string Comparing = "Comparing";

    private readonly RunContext run;
    private readonly AcceptanceGuard guard;
    private readonly CandidateScorer distance;
    private readonly CandidateScorer accept;
    private int tried;
    private int submitted;

    /// <param name="run">The bench, and the guard's limit and confidence.</param>
    /// <param name="original">The original, loaded. It stays the caller's.</param>
    /// <param name="data">The data.</param>
    /// <param name="metric">The metric.</param>
    public CandidateJudge(RunContext run, IRunningModel original, PruningData data, QualityMetric metric)
    {
        this.run = run;
        Metric = metric;
        guard = new AcceptanceGuard(run.Options.MaxDrop, run.Options.Confidence);
        var unlabelled = metric.WithoutLabels();
        Tune = new CandidateScorer(run, original, data.Tune, metric);
        Imitation = new CandidateScorer(run, original, data.Tune, unlabelled);
        distance = new CandidateScorer(run, original, data.Tune.Spread(ComparedOn), unlabelled);
        accept = new CandidateScorer(run, original, data.Accept, metric);
    }

    /// <summary>The metric of all decisions.</summary>
    public QualityMetric Metric { get; }

    /// <summary>Scores on the tuning split.</summary>
    public CandidateScorer Tune { get; }

    /// <summary>Scores on the tuning split without labels, so that candidates are compared with the original's outputs.</summary>
    public CandidateScorer Imitation { get; }

    /// <summary>The guard's decision on the tuning split. Scoring stops early for a hopeless candidate.</summary>
    public GuardDecision Judge(ReadOnlyMemory<byte> file, string stage)
    {
        var measured = Loaded(file, candidate => Tune.Score(candidate, stage, guard.IsHopeless));
        return guard.IsHopeless(measured) ? guard.Judge(measured) : guard.Judge(measured, Level(++tried));
    }

    /// <summary>The guard's final decision, on the accept split. Call it once per candidate that the tuning split accepts.</summary>
    public GuardDecision Accept(ReadOnlyMemory<byte> file) =>
        guard.Judge(Loaded(file, candidate => accept.Score(candidate, "Accepting")), Level(++submitted));

    /// <summary>The distance of a candidate's outputs from the original's, without labels, on part of the tuning split.</summary>
    public OutputDistance Compare(ReadOnlyMemory<byte> file) => ToDistance(Loaded(file, candidate => distance.Score(candidate, Comparing)));

    /// <summary>The same distance for candidates that run side by side.</summary>
    public ImmutableArray<OutputDistance> Compare(Trial trial) => [.. distance.Score(trial, Comparing).Select(ToDistance)];

    /// <summary>The confidence that the n-th candidate of a split needs at least; it is the guard's own if that is higher.</summary>
    /// <remarks>
    /// Judged by its mean alone, a candidate at the limit passes half of the time, so one of several would usually pass by chance. With
    /// this level on both splits, the share of searches that accept a candidate beyond the limit stays below 1 − confidence, even if all
    /// candidates are just beyond it (docs/trust.md). Hopeless candidates have no such chance and do not count.
    /// </remarks>
    private static double Level(int n) => 1 - (0.5 / n);

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
/// The KL divergence of a classifier's probabilities, in nats; otherwise the mean drop in the metric's unit. At least 0.
/// </param>
/// <param name="IsHopeless">Whether the guard would almost certainly reject the candidate.</param>
internal sealed record OutputDistance(double Value, bool IsHopeless);
