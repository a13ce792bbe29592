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

    /// <inheritdoc/>
    public int BatchesPerEpoch => examples.Count / size;

    /// <inheritdoc/>
    public TrainingBatch Read(int epoch, int batch)
    {
        if (drawn.Epoch != epoch)
        {
            drawn = (epoch, [.. new SeededRandom(((long)seed << 32) | (uint)epoch).Choose(examples.Count, examples.Count)]);
        }

        var chosen = examples.Subset(drawn.Order.Slice(batch * size, size));
        return new TrainingBatch(chosen.Read(0, size), chosen.ReadLabels(0, size));
    }
}
