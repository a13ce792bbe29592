using System.Collections.Immutable;
using MPruner.Core.Formats;
using MPruner.Core.Ports;
using MPruner.Core.Similarity;

namespace MPruner.Core.Measuring;

/// <summary>Adds up what is measured of one chain.</summary>
/// <param name="blocks">What running the blocks showed so far.</param>
/// <param name="standardised">Whether the similarity of the standardised outputs is measured, too.</param>
internal sealed class ChainAccumulator(ImmutableArray<BlockNote> blocks, bool standardised)
{
    private const string ConstantReason = "Its output does not vary over the calibration data.";

    private readonly CkaAccumulator raw = new(blocks.Length);
    private readonly CkaAccumulator? scaled = standardised ? new(blocks.Length) : null;
    private ImmutableArray<BlockNote> blocks = blocks;

    /// <summary>The number of blocks.</summary>
    public int Count => blocks.Length;

    /// <summary>Whether no group had enough rows.</summary>
    public bool IsEmpty => raw.Groups == 0;

    /// <summary>Adds the Gram matrices of one group; null for a block that did not run.</summary>
    public void Add(ReadOnlySpan<NumericArray?> grams)
    {
        var size = 0L;
        foreach (var gram in grams)
        {
            size = Math.Max(size, gram?.Shape[^1] ?? 0);
        }

        if (size > 0)
        {
            raw.Add(Layers(grams, 0, size));
            scaled?.Add(Layers(grams, 1, size));
        }
    }

    /// <summary>Adds the sums of other groups.</summary>
    public void Add(ChainSums other)
    {
        raw.Add(other.Raw);
        scaled?.Add(other.Standardised!);
        Note(other.Blocks);
    }

    /// <summary>Adds what running the blocks showed. Of several reasons the first one counts.</summary>
    public void Note(ImmutableArray<BlockNote> notes) =>
        blocks = [.. blocks.Zip(notes, (own, other) => own with { Reason = own.Reason ?? other.Reason })];

    /// <summary>The sums so far.</summary>
    public ChainSums ToSums() => new(blocks, raw.ToSums(), scaled?.ToSums());

    /// <summary>The chain; blocks that measuring found not to be removable have a reason.</summary>
    public BlockChain WithReasons(BlockChain chain) =>
        new([.. chain.Blocks.Select((b, i) => b with { Reason = b.Reason ?? blocks[i].Reason ?? Constant(i) })]);

    /// <summary>The measurements of the chain, without those of its runs.</summary>
    public ChainMeasurement ToMeasurement(BlockChain chain) =>
        new(WithReasons(chain), raw.ToMatrix(), scaled?.ToMatrix(), [.. blocks.Select(b => b.StartsCluster)])
        {
            Constant = [.. blocks.Where((b, i) => b.Reason is null && raw.IsConstant(i)).Select(b => b.Path)],
        };

    private string? Constant(int block) => raw.IsConstant(block) ? ConstantReason : null;

    /// <summary>
    /// One layer of the Gram matrices, or of their halves; zeros for a block that did not run, so that its similarities become undefined.
    /// </summary>
    private static List<NumericArray> Layers(ReadOnlySpan<NumericArray?> grams, int layer, long size)
    {
        var layers = new List<NumericArray>();
        foreach (var gram in grams)
        {
            if (gram?.Shape[^1] == size)
            {
                var bytes = gram.Data.Length / (int)gram.Shape[0];
                layers.Add(new(ElementType.Float32, gram.Shape[1..], gram.Data.Slice(layer * bytes, bytes)));
            }
            else
            {
                layers.Add(new(ElementType.Float32, [size, size], new byte[size * size * sizeof(float)]));
            }
        }

        return layers;
    }
}
