using System.Collections.Immutable;
using MPruner.Core.Examples;
using MPruner.Core.Ports;
using MPruner.TorchScript.Programs;

namespace MPruner.Core.Recovery;

/// <summary>Estimates the running statistics of batch norms anew after blocks went: forward passes only, in training mode, which a traced module does not have.</summary>
/// <param name="trainer">Runs the passes.</param>
/// <param name="examples">Calibration data.</param>
/// <param name="options">Seed, threads, device.</param>
internal sealed class StatisticsRecovery(IModelTrainer trainer, BoundExamples examples, PruningOptions options)
{
    /// <summary>With the usual momentum of 0.1, 1.5 % of the old statistics is left after so many batches.</summary>
    private const int Batches = 40;

    private const int BatchSize = 32;

    /// <summary>The candidate with new statistics, if that brings its outputs nearer to the model's; else as it is.</summary>
    public Candidate Reestimate(Candidate candidate, Func<Candidate, double> distance, IProgressSink progress, CancellationToken cancel)
    {
        var program = candidate.ToProgram();
        if (!program.Modules().Any(m => m.Object["running_mean"] is { } mean && TensorInfo.Of(mean) is not null))
        {
            return candidate;
        }

        try
        {
            var renewed = candidate with { Statistics = NamedTensors.Of(program).Find(Estimate(program, progress, cancel)) };
            return renewed.Statistics.IsEmpty || distance(renewed) >= distance(candidate) ? candidate : renewed;
        }
        catch (PrunerException refused) when (refused.Code == "MPR3008")
        {
            // Some models do not run in training mode. Theirs stay as they are, which is what deletion leaves, too.
            return candidate;
        }
    }

    private ImmutableArray<NamedArray> Estimate(ScriptProgram program, IProgressSink progress, CancellationToken cancel)
    {
        var task = new StatisticsTask
        {
            Model = program.Write(),
            Examples = new ShuffledExamples(examples, BatchSize, options.Seed),
            Batches = Batches,
            Seed = options.Seed,
            Session = new SessionOptions(options.TrainingThreads, options.Device),
        };
        return trainer.ReestimateStatistics(task, progress, cancel);
    }
}
