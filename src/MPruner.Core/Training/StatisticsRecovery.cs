using System.Collections.Immutable;
using MPruner.Core.Examples;
using MPruner.Core.Formats;
using MPruner.Core.Ports;

namespace MPruner.Core.Training;

/// <summary>
/// Estimates the running statistics of batch norms again after blocks were removed, by forward passes in training mode. A traced model
/// has no training mode and does not change.
/// </summary>
/// <param name="run">The bench and the seed.</param>
/// <param name="examples">Calibration data.</param>
internal sealed class StatisticsRecovery(RunContext run, BoundExamples examples)
{
    /// <summary>After this many batches, 4% of the old statistics remain, with the default momentum of 0.1.</summary>
    private const int WarmUp = 30;

    /// <summary>
    /// The statistics are averaged over the last 70 batches. The mean has about half the standard deviation of the last value alone, which
    /// effectively averages about 19 batches.
    /// </summary>
    private const int Batches = 100;

    private const int BatchSize = 32;

    /// <summary>The candidate with new statistics if they bring its outputs nearer to the original's; otherwise unchanged.</summary>
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
            // Some models do not run in training mode. They keep their statistics.
            return [];
        }
    }
}
