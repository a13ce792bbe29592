using System.Collections.Immutable;
using System.Diagnostics;
using MPruner.Core;
using MPruner.Core.Formats;
using MPruner.Core.Ports;
using MPruner.Onnx.Models;
using MPruner.Onnx.Ports;
using MPruner.Onnx.Recording;
using MPruner.Onnx.Running;
using MPruner.Onnx.Seams;

namespace MPruner.Onnx;

/// <summary>Runs ONNX models: makes a graph for each question and runs it in the engine.</summary>
/// <param name="engine">Runs the graphs.</param>
/// <param name="running">Threads and device.</param>
internal sealed class OnnxBench(IGraphEngine engine, SessionOptions running) : IModelBench
{
    private readonly GraphLoader loader = new(engine, running);

    /// <inheritdoc/>
    public IRunningModel Run(ReadOnlyMemory<byte> file) => loader.Load(file);

    /// <inheritdoc/>
    public IBlockRecorder Record(IPrunableModel model, int inputs, bool standardised) =>
        new GraphRecorder(loader, (PrunableGraph)model, standardised);

    /// <inheritdoc/>
    public ITrialRun? RunTrials(Candidate model, IReadOnlyList<Candidate> trials, ImmutableArray<NumericArray> probe) => null;

    /// <inheritdoc/>
    public ISeamBench? OpenSeam(Candidate candidate, Seam seam, int inputs) =>
        GraphSeamBench.Open(loader, CandidateGraph.Of(candidate), seam);

    /// <inheritdoc/>
    public IInputSums SumInputs(IPrunableModel model, IReadOnlyList<InnerDimension> dimensions, int inputs) =>
        throw new UnreachableException("There are no inner dimensions.");

    /// <inheritdoc/>
    public ImmutableArray<NamedArray> Sensitivities(
        IPrunableModel model, SensitivityPlan plan, IProgressSink progress, CancellationToken cancel) => throw Untrainable();

    /// <inheritdoc/>
    public TrainingOutcome Train(Candidate candidate, TrainingPlan plan, IProgressSink progress, CancellationToken cancel) =>
        throw Untrainable();

    /// <inheritdoc/>
    public ImmutableArray<NamedArray> ReestimateStatistics(
        Candidate candidate, StatisticsPlan plan, IProgressSink progress, CancellationToken cancel) => [];

    private static PrunerException Untrainable() => OnnxOptions.NoTraining();
}
