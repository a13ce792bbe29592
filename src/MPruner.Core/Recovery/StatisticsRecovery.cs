using System.Collections.Immutable;
using MPruner.Core.Examples;
using MPruner.Core.Ports;
using MPruner.Core.Results;
using MPruner.TorchScript.Programs;

namespace MPruner.Core.Recovery;

/// <summary>Estimates the running statistics of batch norms anew after blocks went: forward passes only, in training mode, which a traced module does not have.</summary>
/// <param name="trainer">Runs the passes.</param>
/// <param name="examples">Calibration data.</param>
/// <param name="options">Seed, threads, device.</param>
internal sealed class StatisticsRecovery(IModelTrainer trainer, BoundExamples examples, PruningOptions options)
{
    /// <summary>With the usual momentum of 0.1, 4 % of the old statistics is left after so many batches.</summary>
    private const int WarmUp = 30;

    /// <summary>The mean over the 70 that follow wavers half as much as the last value by itself, which is made of some 19 batches.</summary>
    private const int Batches = 100;

    private const int BatchSize = 32;

    /// <summary>The program with new statistics, if that brings its outputs nearer to the original's; else as it is.</summary>
    public ScriptProgram Reestimate(ScriptProgram program, Func<ScriptProgram, double> distance, IProgressSink progress, CancellationToken cancel)
    {
        if (!program.Modules().Any(m => m.Object["running_mean"] is { } mean && TensorInfo.Of(mean) is not null))
        {
            return program;
        }

        try
        {
            var statistics = NamedTensors.Of(program).Find(Estimate(program, progress, cancel));
            var renewed = program.WithTensorData(statistics);
            return statistics.IsEmpty || distance(renewed) >= distance(program) ? program : renewed;
        }
        catch (PrunerException refused) when (refused.Code == "MPR3008")
        {
            // Some models do not run in training mode. Theirs stay as they are, which is what deletion leaves, too.
            return program;
        }
    }

    private ImmutableArray<NamedArray> Estimate(ScriptProgram program, IProgressSink progress, CancellationToken cancel)
    {
        var model = EngineModel.Of(program);
        var task = new StatisticsTask
        {
            Model = model.File,
            Method = model.Method,
            Examples = new ShuffledExamples(examples, BatchSize, options.Seed),
            Batches = Batches,
            WarmUp = WarmUp,
            Seed = options.Seed,
            Session = new SessionOptions(options.TrainingThreads, options.Device),
        };
        return trainer.ReestimateStatistics(task, progress, cancel);
    }
}
