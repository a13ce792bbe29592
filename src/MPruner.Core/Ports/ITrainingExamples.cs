using System.Collections.Immutable;

namespace MPruner.Core.Ports;

/// <summary>Training data in the order that training sees them; whoever implements it shuffles.</summary>
public interface ITrainingExamples
{
    /// <summary>The number of batches in every epoch, at least 1.</summary>
    int BatchesPerEpoch { get; }

    /// <summary>Reads one batch. The same arguments give the same batch.</summary>
    /// <param name="epoch">Counted from 1.</param>
    /// <param name="batch">Counted from 0.</param>
    TrainingBatch Read(int epoch, int batch);
}

/// <summary>Examples that one step learns from.</summary>
/// <param name="Inputs">The arguments of the method, in order.</param>
/// <param name="Labels">
/// Class numbers, [N] for an output [N, C] or [N, T] for [N, T, C]; a negative one does not count. Null where a teacher takes their
/// place.
/// </param>
public sealed record TrainingBatch(ImmutableArray<NumericArray> Inputs, NumericArray? Labels = null);
