using System.Collections.Immutable;

namespace MPruner.Core.Ports;

/// <summary>Training data in training order. The implementation shuffles them.</summary>
public interface ITrainingExamples
{
    /// <summary>The number of batches in every epoch, at least 1.</summary>
    int BatchesPerEpoch { get; }

    /// <summary>Reads one batch. The same arguments always return the same batch.</summary>
    /// <param name="epoch">Counted from 1.</param>
    /// <param name="batch">Counted from 0.</param>
    TrainingBatch Read(int epoch, int batch);
}

/// <summary>The examples of one training step.</summary>
/// <param name="Inputs">The arguments of <c>forward</c>, in order.</param>
/// <param name="Labels">
/// Class numbers, [N] for an output [N, C] or [N, T] for [N, T, C]; negative ones are ignored. Null if the data have none, as when training
/// on the outputs of the original model.
/// </param>
public sealed record TrainingBatch(ImmutableArray<NumericArray> Inputs, NumericArray? Labels = null)
{
    /// <summary>The original's class scores for the examples, which are learnt beside the labels; null if the labels alone are.</summary>
    public NumericArray? Scores { get; init; }
}
