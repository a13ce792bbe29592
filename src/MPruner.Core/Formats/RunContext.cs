using MPruner.Core.Ports;

namespace MPruner.Core.Formats;

/// <summary>What all stages of one pruning run share.</summary>
/// <param name="Bench">Runs the models.</param>
/// <param name="Options">The options.</param>
/// <param name="Progress">Receives the progress after each batch.</param>
/// <param name="Cancel">Cancels the run between two batches.</param>
internal sealed record RunContext(IModelBench Bench, PruningOptions Options, IProgressSink Progress, CancellationToken Cancel)
{
    /// <summary>Measures how long the stages take.</summary>
    public required TimeProvider Clock { get; init; }

    /// <summary>Seconds since a timestamp of the clock.</summary>
    public double Seconds(long start) => Clock.GetElapsedTime(start).TotalSeconds;
}
