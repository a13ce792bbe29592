using System.Collections.Immutable;
using MPruner.Core.Examples;
using MPruner.Core.Formats;
using MPruner.Core.Ports;

namespace MPruner.Core.Training;

/// <summary>
/// Estimates the running statistics of batch norms again after blocks were removed: forward passes only, in training mode, which a
/// traced module does not have.
/// </summary>
/// <param name="run">Bench and seed.</param>
/// <param name="examples">Calibration data.</param>
internal sealed class StatisticsRecovery(RunContext run, BoundExamples examples)
{
    /// <summary>With the usual momentum of 0.1, 4 % of the old statistics remains after so many batches.</summary>
    private const int WarmUp = 30;

    /// <summary>
    /// The mean over the 70 that follow varies half as much as the last value by itself, which is made of some 19 batches.
    /// </summary>
    private const int Batches = 100;

    private const int BatchSize = 32;

    /// <summary>The candidate with new statistics, if they bring its outputs nearer to the original's; else as it is.</summary>
    public Candidate Reestimate(Candidate candidate, Func<Candidate, double> distance)
    {
        var statistics = Estimate(candidate);
        if (statistics.IsEmpty)
        {
            return candidate;
        }

        var renewed = candidate.With(statistics);
        return distance(renewed) >= distance(candidate) ? candidate : renewed;
    }

    private ImmutableArray<NamedArray> Estimate(Candidate candidate)
    {
        var plan = new StatisticsPlan(new ShuffledExamples(examples, BatchSize, run.Options.Seed), Batches, WarmUp, run.Options.Seed);
        try
        {
            return run.Bench.ReestimateStatistics(candidate, plan, run.Progress, run.Cancel);
        }
        catch (EngineRefusedException refused) when (refused.Step == EngineStep.Train)
        {
            // Some models do not run in training mode. Theirs stay as they are, which is what deletion leaves, too.
            return [];
        }
    }
}
