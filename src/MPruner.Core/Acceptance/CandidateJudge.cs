using System.Collections.Immutable;
using MPruner.Core.Examples;
using MPruner.Core.Formats;

namespace MPruner.Core.Acceptance;

/// <summary>
/// Scores candidates against the original: on the tuning split as often as a choice has to be made, on the accept split once for each that was
/// chosen.
/// </summary>
internal sealed class CandidateJudge : IDisposable
{
    /// <summary>Candidates are compared with one another on so many tuning examples; the guard sees all.</summary>
    private const int ComparedOn = 256;

    private const string Comparing = "Comparing";

    private readonly RunContext run;
    private readonly IRunningModel original;
    private readonly AcceptanceGuard guard;
    private readonly CandidateScorer distance;
    private readonly CandidateScorer accept;
    private int looks;

    /// <param name="run">Bench; the guard's limit and confidence.</param>
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

    /// <summary>The same without labels.</summary>
    public CandidateScorer Imitation { get; }

    /// <summary>What the choice of the metric has to say of the labels.</summary>
    public IEnumerable<Diagnostic> Notes => Tune.Notes;

    /// <summary>The guard's decision on the tuning split; a hopeless candidate is given up early.</summary>
    public GuardDecision Judge(ReadOnlyMemory<byte> file, string stage) =>
        guard.Judge(Loaded(file, candidate => Tune.Score(candidate, stage, guard.IsHopeless)));

    /// <summary>The guard's last decision, on the accept split; to be asked once for each candidate that the tuning split accepts.</summary>
    /// <remarks>By its bare mean a candidate on the limit passes every second time, so that of several one mostly would. The n-th is judged at the confidence 1 − 1/2n at least.</remarks>
    public GuardDecision Accept(ReadOnlyMemory<byte> file)
    {
        looks++;
        return guard.Judge(Loaded(file, candidate => accept.Score(candidate, "Accepting")), 1 - (0.5 / looks));
    }

    /// <summary>How far a candidate's outputs are from the original's, without labels, on a part of the tuning split.</summary>
    public OutputDistance Compare(ReadOnlyMemory<byte> file) => ToDistance(Loaded(file, candidate => distance.Score(candidate, Comparing)));

    /// <summary>The same for candidates that run side by side.</summary>
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

/// <summary>How far a candidate's outputs are from the original's.</summary>
/// <param name="Value">The divergence of a classifier's probabilities, else the relative squared error; at least 0.</param>
/// <param name="IsHopeless">Whether the guard would hardly accept it.</param>
internal sealed record OutputDistance(double Value, bool IsHopeless);
