using System.Collections.Immutable;
using MPruner.Core.Formats;
using MPruner.Core.Ports;

namespace MPruner.Core.Fitting;

/// <summary>Caches reference streams at chosen rows, up to a limit, because many candidates remove the same run.</summary>
internal sealed class ReferenceCache
{
    private const long MostBytes = 64 << 20;

    private readonly Dictionary<(IPrunableModel Model, Block Block), StreamShape> shapes = [];
    private readonly Dictionary<(IPrunableModel Model, Block Block, int Start), ReferenceRows> references = [];
    private long bytes;

    /// <summary>The shape of a reference stream; reads it if it is not cached.</summary>
    public StreamShape Shape((IPrunableModel Model, Block Block) reference, Func<StreamShape> read) =>
        shapes.TryGetValue(reference, out var known) ? known : shapes[reference] = read();

    /// <summary>The reference rows of the batch that starts at an example; reads them if they are not cached.</summary>
    public ReferenceRows Rows((IPrunableModel Model, Block Block) reference, int start, Func<ReferenceRows> read)
    {
        var key = (reference.Model, reference.Block, start);
        if (references.TryGetValue(key, out var known))
        {
            return known;
        }

        var rows = read();
        var size = rows.Sum.Data.Length + rows.Stream.Data.Length;
        if (bytes + size <= MostBytes)
        {
            bytes += size;
            references.Add(key, rows);
        }

        return rows;
    }
}

/// <summary>A stream's element type, and how its shape depends on the number of examples.</summary>
/// <param name="Type">The element type.</param>
/// <param name="One">The shape for one example.</param>
/// <param name="Two">The shape for two.</param>
internal sealed record StreamShape(ElementType Type, ImmutableArray<long> One, ImmutableArray<long> Two)
{
    /// <summary>The number of dimensions.</summary>
    public int Rank => One.Length;

    /// <summary>The shape for a number of examples.</summary>
    public ImmutableArray<long> Of(int examples) => [.. One.Zip(Two, (one, two) => one + ((two - one) * (examples - 1)))];
}
