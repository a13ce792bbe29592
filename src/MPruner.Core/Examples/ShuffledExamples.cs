using System.Collections.Immutable;
using MPruner.Core.Ports;

namespace MPruner.Core.Examples;

/// <summary>Examples in a new seeded order in every epoch. An incomplete last batch is left out unless it is the only one.</summary>
/// <param name="examples">The examples.</param>
/// <param name="batchSize">The number of examples per batch.</param>
/// <param name="seed">The run's seed.</param>
internal sealed class ShuffledExamples(BoundExamples examples, int batchSize, int seed) : ITrainingExamples
{
    private readonly int size = Math.Min(batchSize, examples.Count);
    private (int Epoch, ImmutableArray<int> Order) drawn = (0, []);

    /// <summary>Maps the indices of examples and their inputs to the original's class scores; null if these are not learnt.</summary>
    public Func<ImmutableArray<int>, ImmutableArray<NumericArray>, NumericArray>? Scores { get; init; }

    /// <inheritdoc/>
    public int BatchesPerEpoch => examples.Count / size;

    /// <inheritdoc/>
    public TrainingBatch Read(int epoch, int batch)
    {
        if (drawn.Epoch != epoch)
        {
            drawn = (epoch, [.. new SeededRandom(((long)seed << 32) | (uint)epoch).Choose(examples.Count, examples.Count)]);
        }

        var order = drawn.Order.Slice(batch * size, size);
        var chosen = examples.Subset(order);
        var inputs = chosen.Read(0, size);
        return new TrainingBatch(inputs, chosen.ReadLabels(0, size)) { Scores = Scores?.Invoke(order, inputs) };
    }
}
