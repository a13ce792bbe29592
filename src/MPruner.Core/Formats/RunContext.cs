using MPruner.Core.Ports;

namespace MPruner.Core.Formats;

/// <summary>What every stage of one run shares.</summary>
/// <param name="Bench">Runs the models.</param>
/// <param name="Options">The options.</param>
/// <param name="Progress">Told after each batch.</param>
/// <param name="Cancel">Ends the run between two batches.</param>
internal sealed record RunContext(IModelBench Bench, PruningOptions Options, IProgressSink Progress, CancellationToken Cancel)
{
    /// <summary>Times the stages.</summary>
    public required TimeProvider Clock { get; init; }

    /// <summary>Seconds since a timestamp of the clock.</summary>
    public double Seconds(long start) => Clock.GetElapsedTime(start).TotalSeconds;
}
