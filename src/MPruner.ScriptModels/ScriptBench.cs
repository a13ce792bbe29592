using System.Collections.Immutable;
using MPruner.Core.Formats;
using MPruner.Core.Ports;
using MPruner.ScriptModels.Inputs;
using MPruner.ScriptModels.Models;
using MPruner.ScriptModels.Ports;
using MPruner.ScriptModels.Recording;
using MPruner.ScriptModels.Results;
using MPruner.ScriptModels.Running;
using MPruner.ScriptModels.Seams;
using MPruner.ScriptModels.Sharing;
using MPruner.ScriptModels.Tensors;
using MPruner.ScriptModels.Training;

namespace MPruner.ScriptModels;

/// <summary>Runs TorchScript models: writes a program for each question and runs it in the engine.</summary>
/// <param name="engine">Runs the programs.</param>
/// <param name="trainer">Trains them.</param>
/// <param name="running">Threads and device for inference.</param>
/// <param name="training">Threads and device for training.</param>
internal sealed class ScriptBench(IModelEngine engine, IModelTrainer trainer, SessionOptions running, SessionOptions training)
    : IModelBench
{
    private readonly ProgramLoader loader = new(engine, running);
    private readonly SharingProbe sharing = new();

    /// <inheritdoc/>
    public IRunningModel Run(ReadOnlyMemory<byte> file) => loader.Run(EngineModel.Of(file));

    /// <inheritdoc/>
    public IBlockRecorder Record(IPrunableModel model, int inputs, bool standardised) =>
        new BlockRecorder(loader.Load(Instrumenter.Instrument((ScriptModel)model, inputs, standardised)));

    /// <inheritdoc/>
    public ITrialRun? RunTrials(Candidate model, IReadOnlyList<Candidate> trials, ImmutableArray<NumericArray> probe) =>
        TrialRun.Open(loader, sharing, new(CandidateProgram.Of(model), [.. trials.Select(CandidateProgram.Of)], probe));

    /// <inheritdoc/>
    public ISeamBench? OpenSeam(Candidate candidate, Seam seam, int inputs) =>
        SeamBench.Open(loader, CandidateProgram.Of(candidate), seam, inputs);

    /// <inheritdoc/>
    public IInputSums SumInputs(IPrunableModel model, IReadOnlyList<InnerDimension> dimensions, int inputs) =>
        new InputSums(loader, (ScriptModel)model, [.. dimensions], inputs);

    /// <inheritdoc/>
    public ImmutableArray<NamedArray> Sensitivities(
        IPrunableModel model, SensitivityPlan plan, IProgressSink progress, CancellationToken cancel)
    {
        var script = (ScriptModel)model;
        var readers = script.InnerDimensions.Select(dimension => script.Reader(dimension).Weight.Name).ToHashSet();
        var measured = trainer.MeasureSensitivities(TrainingTasks.Of(script, plan) with { Session = training }, progress, cancel);
        return [.. measured.Select(s => readers.Contains(Transposition.Of(s.Name)) ? Transposition.Of(s) : s)];
    }

    /// <inheritdoc/>
    public TrainingOutcome Train(Candidate candidate, TrainingPlan plan, IProgressSink progress, CancellationToken cancel) =>
        trainer.Train(TrainingTasks.Of(CandidateProgram.Of(candidate), plan) with { Session = training }, progress, cancel);

    /// <inheritdoc/>
    public ImmutableArray<NamedArray> ReestimateStatistics(
        Candidate candidate, StatisticsPlan plan, IProgressSink progress, CancellationToken cancel)
    {
        var program = CandidateProgram.Of(candidate).ToProgram();
        var names = NamedTensors.Of(program);
        return TrainingTasks.Of(program, plan) is { } task
            ? [.. trainer.ReestimateStatistics(task with { Session = training }, progress, cancel).Where(s => names.Has(s.Name))]
            : [];
    }
}
