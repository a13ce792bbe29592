using System.Collections.Immutable;
using MPruner.Core.Examples;
using MPruner.Core.Ports;
using MPruner.Core.Results;

namespace MPruner.Core.Acceptance;

/// <summary>Loads candidates and scores them against the original: on the tuning split as often as a choice has to be made, on the accept split once for each that was chosen.</summary>
internal sealed class CandidateJudge : IDisposable
{
    /// <summary>Candidates are compared with one another on so many tuning examples; the guard sees all.</summary>
    private const int ComparedOn = 256;

    private const string Comparing = "Comparing";

    private readonly IModelEngine engine;
    private readonly IModelSession original;
    private readonly AcceptanceGuard guard;
    private readonly CandidateScorer nearness;
    private readonly CandidateScorer accept;
    private readonly SessionOptions session;
    private readonly IProgressSink progress;
    private readonly CancellationToken cancel;
    private int looks;

    /// <param name="engine">Runs the models.</param>
    /// <param name="original">The original.</param>
    /// <param name="tune">The tuning split.</param>
    /// <param name="accept">The accept split.</param>
    /// <param name="options">The guard's limit and confidence; threads and device.</param>
    /// <param name="progress">Told after each batch.</param>
    /// <param name="cancel">Ends a measurement between two batches.</param>
    public CandidateJudge(IModelEngine engine, EngineModel original, BoundExamples tune, BoundExamples accept, PruningOptions options, IProgressSink progress, CancellationToken cancel)
    {
        this.engine = engine;
        this.progress = progress;
        this.cancel = cancel;
        session = new SessionOptions(options.Threads, options.Device);
        guard = new AcceptanceGuard(options.MaxDrop, options.Confidence);
        this.original = original.Load(engine, session);
        Tune = new CandidateScorer(this.original, tune);
        Imitation = new CandidateScorer(this.original, tune.Unlabelled());
        nearness = new CandidateScorer(this.original, tune.Spread(ComparedOn).Unlabelled());
        this.accept = new CandidateScorer(this.original, accept);
    }

    /// <summary>Scores on the tuning split.</summary>
    public CandidateScorer Tune { get; }

    /// <summary>The same without labels.</summary>
    public CandidateScorer Imitation { get; }

    /// <summary>What the metric's choice has to say of the labels.</summary>
    public Diagnostic? Note => Tune.Note;

    /// <summary>The guard's decision on the tuning split; a hopeless candidate is given up early.</summary>
    public GuardDecision Judge(ReadOnlyMemory<byte> file, string stage) =>
        guard.Judge(Run(file, candidate => Tune.Score(candidate, progress, stage, guard.IsHopeless, cancel)));

    /// <summary>The guard's last word, on the accept split; to be asked once for each candidate that the tuning split accepts.</summary>
    /// <remarks>By its bare mean a candidate on the limit passes every second time, so that of several one mostly would. The n-th is judged at the confidence 1 − 1/2n at least.</remarks>
    public GuardDecision Accept(ReadOnlyMemory<byte> file)
    {
        looks++;
        return guard.Judge(Run(file, candidate => accept.Score(candidate, progress, "Accepting", null, cancel)), 1 - (0.5 / looks));
    }

    /// <summary>How far a candidate's outputs are from the original's, without labels, on a part of the tuning split.</summary>
    public Nearness Compare(ReadOnlyMemory<byte> file) => NearnessOf(Run(file, candidate => nearness.Score(candidate, progress, Comparing, null, cancel)));

    /// <summary>The same for candidates that run side by side.</summary>
    /// <param name="candidates">How many they are.</param>
    /// <param name="run">Their outputs for a batch.</param>
    public ImmutableArray<Nearness> Compare(int candidates, Func<ImmutableArray<NumericArray>, IEnumerable<NumericArray>> run) =>
        [.. nearness.Score(candidates, run, progress, Comparing, cancel).Select(NearnessOf)];

    private QualityMeasurement Run(ReadOnlyMemory<byte> file, Func<IModelSession, QualityMeasurement> score)
    {
        try
        {
            using var candidate = EngineModel.Of(file).Load(engine, session);
            return score(candidate);
        }
        catch (PrunerException refused) when (refused.Code is "MPR3003" or "MPR3004")
        {
            return QualityMeasurement.Failed($"the engine cannot load it: {refused.Message}");
        }
    }

    private Nearness NearnessOf(QualityMeasurement measured) => measured.Failure is null
        ? new Nearness(measured.Distance, guard.IsHopeless(measured))
        : new Nearness(double.PositiveInfinity, IsHopeless: true);

    /// <inheritdoc/>
    public void Dispose() => original.Dispose();
}

/// <summary>How near a candidate is to the original.</summary>
/// <param name="Value">The divergence of a classifier's probabilities, else the relative squared error; smaller is nearer.</param>
/// <param name="IsHopeless">Whether the guard would hardly let it through.</param>
internal sealed record Nearness(double Value, bool IsHopeless);
