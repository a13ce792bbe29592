using System.Collections.Immutable;
using System.Runtime.InteropServices;
using MPruner.Core.Ports;
using MPruner.ScriptModels.Ports;
using TorchSharp;

namespace MPruner.Torch;

/// <summary>Trains models with TorchSharp.</summary>
/// <remarks>
/// libtorch has one random number generator and one thread count per process. For reproducible results, train one model at a time.
/// </remarks>
public sealed class TorchTrainer : IModelTrainer
{
    /// <inheritdoc />
    public TrainingOutcome Train(TrainingTask task, IProgressSink progress, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(task);
        ArgumentNullException.ThrowIfNull(progress);
        BestWeights best;
        TrainingOutcome outcome;
        using (torch.NewDisposeScope())
        {
            using var student = new TrainedModule(task);
            using var teacher = task.Teacher is { IsEmpty: false } archive ? LoadedModule.Load(archive, task.Session) : null;
            using var loop = new TrainingLoop(student, teacher, progress, cancel);
            best = new BestWeights(student.MutableTensors);
            outcome = loop.Run(best.Keep);
        }

        return outcome with { Tensors = best.ChangesFrom(task.Student) };
    }

    /// <inheritdoc />
    public ImmutableArray<NamedArray> ReestimateStatistics(StatisticsTask task, IProgressSink progress, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(task);
        ArgumentNullException.ThrowIfNull(progress);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(task.WarmUp, task.Batches);
        BestWeights state;
        using (torch.NewDisposeScope())
        {
            using var module = LoadedModule.Load(task.Model, task.Session);
            using var withoutGradients = torch.no_grad();
            (string Name, torch.Tensor Value)[] buffers = [.. module.Statistics];
            var mean = new MeanOfTensors(buffers.Select(b => b.Value));
            torch.random.manual_seed(task.Seed);
            module.Script.train();
            for (var pass = 0; pass < task.Batches; pass++)
            {
                cancel.ThrowIfCancellationRequested();
                using var scope = torch.NewDisposeScope();
                var (epoch, batch) = Math.DivRem(pass, task.Examples.BatchesPerEpoch);
                Pass(module, task, epoch + 1, batch);
                if (pass >= task.WarmUp)
                {
                    mean.Add();
                }

                progress.Report("Normalising", pass + 1, task.Batches);
            }

            mean.Apply();
            state = new BestWeights(buffers);
            state.Keep();
        }

        return state.ChangesFrom(task.Model);
    }

    /// <inheritdoc />
    public ImmutableArray<NamedArray> MeasureSensitivities(SensitivityTask task, IProgressSink progress, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(task);
        ArgumentNullException.ThrowIfNull(progress);
        using var scope = torch.NewDisposeScope();
        using var sensitivities = new WeightSensitivities(task);
        for (var batch = 0; batch < task.Batches; batch++)
        {
            cancel.ThrowIfCancellationRequested();
            sensitivities.Add(batch);
            progress.Report("Measuring gradients", batch + 1, task.Batches);
        }

        return sensitivities.Means(task.Batches);
    }

    private static void Pass(LoadedModule module, StatisticsTask task, int epoch, int batch)
    {
        var inputs = task.Examples.Read(epoch, batch).Inputs;
        try
        {
            module.Call(task.Method, inputs);
        }
        catch (ExternalException failure)
        {
            throw EngineFailure.OnStep(failure, "Estimating running statistics in training mode");
        }
    }
}
