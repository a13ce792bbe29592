using System.Collections.Immutable;
using MPruner.Core.Formats;
using MPruner.Core.Ports;
using MPruner.Core.Similarity;

namespace MPruner.Core.Measuring;

/// <summary>Adds up what is measured of a model's chains: Gram groups of this machine, and the sums of others.</summary>
/// <param name="shape">Of what sums are kept.</param>
internal sealed class LevelAccumulator(LevelShape shape)
{
    private readonly List<ChainAccumulator> chains = [.. shape.Chains.Select(c => new ChainAccumulator(c, shape.Standardised))];
    private readonly List<SegmentAccumulator> segments = [.. shape.Segments.Select(segment => new SegmentAccumulator(segment))];

    /// <summary>The number of groups so far.</summary>
    public int Groups { get; private set; }

    /// <summary>Adds one pass.</summary>
    /// <param name="pass">What was recorded.</param>
    /// <param name="projection">The projection of the affine maps' targets.</param>
    /// <param name="group">The group's number among those of all shards.</param>
    public void Add(PassRecord pass, NumericArray projection, int group)
    {
        var grams = new NumericArray?[chains.Sum(chain => chain.Count)];
        foreach (var record in pass.Blocks)
        {
            // If a block is called again in the same pass, only its first output counts.
            grams[record.Block] ??= record.Grams;
        }

        var first = 0;
        foreach (var chain in chains)
        {
            chain.Add(grams.AsSpan(first, chain.Count));
            first += chain.Count;
        }

        var bySegment = pass.Segments.ToDictionary(r => r.Segment);
        for (var segment = 0; segment < segments.Count; segment++)
        {
            segments[segment].Add(bySegment.GetValueOrDefault(segment), projection, group);
        }

        Groups++;
    }

    /// <summary>Adds the sums of other groups.</summary>
    public void Add(LevelSums other)
    {
        foreach (var (chain, sums) in chains.Zip(other.Chains))
        {
            chain.Add(sums);
        }

        foreach (var (segment, sums) in segments.Zip(other.Segments))
        {
            segment.Add(sums);
        }

        Groups += other.Groups;
    }

    /// <summary>Adds what running the blocks of all chains showed.</summary>
    public void Note(ImmutableArray<BlockNote> notes)
    {
        var first = 0;
        foreach (var chain in chains)
        {
            chain.Note(notes.Slice(first, chain.Count));
            first += chain.Count;
        }
    }

    /// <summary>The sums so far.</summary>
    public LevelSums ToSums() => new([.. chains.Select(chain => chain.ToSums())], [.. segments.Select(segment => segment.ToSums())])
    {
        Groups = Groups,
        HasTokens = shape.HasTokens,
    };

    /// <summary>The chains; blocks that measuring found not to be removable have a reason.</summary>
    public ImmutableArray<BlockChain> WithReasons(ImmutableArray<BlockChain> known) =>
        [.. chains.Zip(known, (chain, own) => chain.WithReasons(own))];

    /// <summary>The measurements of all chains.</summary>
    /// <param name="known">The chains.</param>
    /// <param name="data">The name of the data, for messages.</param>
    /// <exception cref="PrunerException"><c>MPR3211</c>: no group had enough tokens.</exception>
    public ImmutableArray<ChainMeasurement> ToMeasurements(ImmutableArray<BlockChain> known, string data)
    {
        if (shape.HasTokens && chains.TrueForAll(chain => chain.IsEmpty))
        {
            throw new PrunerException(
                "MPR3211",
                $"{data}: no group of examples has the {CkaAccumulator.FewestRows} tokens that a similarity needs. "
                + "Check the padding mask (Mask), or give longer sequences.");
        }

        var measurements = ImmutableArray.CreateBuilder<ChainMeasurement>();
        var first = 0;
        foreach (var (chain, own) in chains.Zip(known))
        {
            measurements.Add(chain.ToMeasurement(own) with { Runs = Runs(first, chain.Count) });
            first += chain.Count;
        }

        return measurements.ToImmutable();
    }

    private RunStatistics Runs(int first, int blocks)
    {
        var statistics = new RunStatistics(blocks);
        foreach (var segment in segments.Where(segment => segment.First >= first && segment.First < first + blocks))
        {
            segment.Describe(statistics, first);
        }

        return statistics;
    }
}
