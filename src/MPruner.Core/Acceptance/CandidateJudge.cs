using MPruner.Core.Examples;
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

    private readonly RunContext run;
    private readonly OriginalOutputs original;
    private readonly AcceptanceGuard guard;
    private readonly Func<int, OutputComparison> comparison;
    private readonly CandidateScorer accept;
    private int tried;
    private int submitted;

    /// <param name="run">The bench, and the guard's limit and confidence.</param>
    /// <param name="original">The original's outputs on the tuning split.</param>
    /// <param name="data">The data.</param>
    /// <param name="metric">The metric.</param>
    public CandidateJudge(RunContext run, OriginalOutputs original, PruningData data, QualityMetric metric)
    {
        (this.run, this.original) = (run, original);
        Metric = metric;
        guard = new AcceptanceGuard(run.Options.MaxDrop, run.Options.Confidence);
        var unlabelled = metric.WithoutLabels();
        Tune = new CandidateScorer(run, original, data.Tune, metric);
        Imitation = new CandidateScorer(run, original, data.Tune, unlabelled);
        comparison = count =>
        {
            var some = original.On(original.Examples.Spread(count));
            return new OutputComparison(run.Bench, some.Examples, new(run, some, some.Examples, unlabelled), guard);
        };
        Outputs = ComparingOn(ComparedOn);
        accept = new CandidateScorer(run, original.On(data.Accept), data.Accept, metric);
    }

    /// <summary>The metric of all decisions.</summary>
    public QualityMetric Metric { get; }

    /// <summary>Scores on the tuning split.</summary>
    public CandidateScorer Tune { get; }

    /// <summary>Scores on the tuning split without labels, so that candidates are compared with the original's outputs.</summary>
    public CandidateScorer Imitation { get; }

    /// <summary>Compares outputs on some hundred examples of the tuning split.</summary>
    public OutputComparison Outputs { get; }

    /// <summary>The original's outputs on other examples.</summary>
    public OriginalOutputs OriginalOn(BoundExamples examples) => original.On(examples);

    /// <summary>Compares outputs on a part of the tuning split.</summary>
    /// <param name="examples">The number of examples.</param>
    public OutputComparison ComparingOn(int examples) => comparison(examples);

    /// <summary>The guard's decision on the tuning split. Scoring stops early for a hopeless candidate.</summary>
    public GuardDecision Judge(ReadOnlyMemory<byte> file, string stage)
    {
        var measured = CandidateScorer.Loaded(run.Bench, file, candidate => Tune.Score(candidate, stage, guard.IsHopeless));
        return guard.IsHopeless(measured) ? guard.Judge(measured) : guard.Judge(measured, Level(++tried));
    }

    /// <summary>The guard's final decision, on the accept split. Call it once per candidate that the tuning split accepts.</summary>
    public GuardDecision Accept(ReadOnlyMemory<byte> file) =>
        guard.Judge(CandidateScorer.Loaded(run.Bench, file, candidate => accept.Score(candidate, "Accepting")), Level(++submitted));

    /// <summary>How many standard errors the mean drop of the next candidate must be within the limit on the tuning split.</summary>
    public double NextOnTune => guard.QuantileOf(Level(tried + 1));

    /// <summary>How many standard errors the mean drop of the next candidate must be within the limit on the accept split.</summary>
    public double NextOnAccept => guard.QuantileOf(Level(submitted + 1));

    /// <summary>The confidence that the n-th candidate of a split needs at least; it is the guard's own if that is higher.</summary>
    /// <remarks>
    /// Judged by its mean alone, a candidate at the limit passes half of the time, so one of several would usually pass by chance. With
    /// this level on both splits, the share of searches that accept a candidate beyond the limit stays below 1 − confidence, even if all
    /// candidates are just beyond it (docs/trust.md). Hopeless candidates have no such chance and do not count.
    /// </remarks>
    private static double Level(int n) => 1 - (0.5 / n);
}
