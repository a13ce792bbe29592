using System.Collections.Immutable;
using MPruner.Core.Examples;
using MPruner.Core.Formats;
using MPruner.Core.Ports;
using MPruner.Core.Similarity;

namespace MPruner.Core.Measuring;

/// <summary>
/// Runs a model over calibration data, one Gram group at a time, and adds up what the similarities of all blocks' outputs follow from.
/// </summary>
internal sealed class BlockMeasurer
{
    /// <summary>Tokens of one example are correlated, so a group of tokens has this many times more rows.</summary>
    private const int TokenFactor = 8;

    /// <summary>A group grows up to this factor if its sequences are short or mostly padding, so that it has enough tokens.</summary>
    private const int LargestGrowth = 16;

    /// <summary>The number of positions of each example's feature map at which runs are compared.</summary>
    private const int MapPositions = 4;

    /// <summary>So many examples show the shapes of the outputs of all blocks that always run.</summary>
    private const int ProbedExamples = 16;

    private readonly IBlockRecorder recorder;
    private readonly ImmutableArray<BlockChain> chains;
    private readonly BoundExamples examples;
    private readonly ImmutableArray<PaddingMask> masks;
    private readonly PruningOptions options;
    private readonly List<BlockLayout> layouts;
    private readonly LevelShape shape;
    private readonly SamplePlan plan;
    private readonly FeatureSample features;

    /// <param name="recorder">The model.</param>
    /// <param name="chains">Its chains.</param>
    /// <param name="examples">Calibration data.</param>
    /// <param name="options">The rows of a group, the seed and the padding mask.</param>
    public BlockMeasurer(IBlockRecorder recorder, ImmutableArray<BlockChain> chains, BoundExamples examples, PruningOptions options)
    {
        this.recorder = recorder;
        this.chains = chains;
        this.examples = examples;
        this.options = options;
        masks = PaddingMasks.Find(examples, options.Mask);
        layouts = Probe([.. chains.SelectMany(c => c.Blocks)]);
        shape = Shape();
        features = new FeatureSample(layouts);
        plan = new SamplePlan(shape.Segments, layouts.Count, options.Seed);
    }

    /// <summary>Runs the model over the data once.</summary>
    /// <returns>The measurements of all chains, in their order.</returns>
    public ImmutableArray<ChainMeasurement> MeasureAll(IProgressSink progress, CancellationToken cancel) =>
        Measure(Shard.Whole, progress, cancel).ToMeasurements(chains, examples.Name);

    /// <summary>Runs the model over a shard of the data once.</summary>
    /// <returns>The sums over the shard's groups.</returns>
    public LevelAccumulator Measure(Shard shard, IProgressSink progress, CancellationToken cancel)
    {
        var sums = new LevelAccumulator(shape);
        var (group, start) = (0, 0);
        while (NextGroup(start) is { } next)
        {
            cancel.ThrowIfCancellationRequested();
            if (shard.Has(group))
            {
                Measure(start, next.Inputs ?? examples.Read(start, next.End - start), group, sums);
                progress.Report("Measuring", next.End, examples.Count);
            }

            (group, start) = (group + 1, next.End);
        }

        sums.Note([.. shape.Chains.SelectMany(notes => notes).Zip(layouts, (note, layout) => note with { Reason = layout.Reason })]);
        return sums;
    }

    private void Measure(int start, ImmutableArray<NumericArray> inputs, int group, LevelAccumulator sums) =>
        Record(inputs, plan.Request(Rows(inputs, group), features.Choose(Seed(group))), pass =>
        {
            new FiniteCheck(examples, start, inputs).Check(pass.Blocks, layouts);
            foreach (var record in pass.Blocks)
            {
                layouts[record.Block].Check(record.Shape);
            }

            sums.Add(pass, plan.Projection, group);
        });

    private LevelShape Shape()
    {
        var notes = ImmutableArray.CreateBuilder<ImmutableArray<BlockNote>>();
        var segments = ImmutableArray.CreateBuilder<StreamSegment>();
        var first = 0;
        foreach (var chain in chains)
        {
            var own = layouts.GetRange(first, chain.Blocks.Length);
            notes.Add([.. own.Select((l, i) => new BlockNote(l.Block.Path, i > 0 && !l.Follows(own[i - 1]), null))]);
            segments.AddRange(options.Standardised ? StreamSegment.Of(own, first).Select(s => s with { HasRows = HasRows(s) }) : []);
            first += own.Count;
        }

        return new(notes.ToImmutable(), segments.ToImmutable(), options.Standardised, layouts.Exists(l => l.HasTokens));
    }

    /// <summary>Whether the groups can have as many rows as a fit of affine maps needs, and one of them can be held out.</summary>
    private bool HasRows(StreamSegment segment)
    {
        var groups = examples.Count / Math.Min(options.GramRows, examples.Count);
        var layout = layouts[segment.First];
        var rows = layout.HasTokens
            ? (long)groups * options.GramRows * TokenFactor
            : examples.Count * (layout.HasPositions ? Math.Min(MapPositions, layout.Positions) : 1);
        return groups > 1 && rows >= AffineFit.FewestRows(segment.Width);
    }

    private List<BlockLayout> Probe(ImmutableArray<Block> blocks)
    {
        var count = Math.Min(ProbedExamples, examples.Count);
        var probed = Probe(blocks, count);
        if (!probed.TrueForAll(layout => layout.HasRun))
        {
            // Which blocks run may depend on the data: a whole group decides.
            count = Math.Min(options.GramRows, examples.Count);
            probed = Probe(blocks, count);
        }

        // With another number of examples, the sizes of the token and the example dimension differ.
        return probed.Exists(layout => layout.IsSquare) ? Probe(blocks, count - 1) : probed;
    }

    private List<BlockLayout> Probe(ImmutableArray<Block> blocks, int count)
    {
        var probed = blocks.Select(b => new BlockLayout(b, count)).ToList();
        var shapesOnly = SamplePlan.None(probed.Count).Request(NumericArray.Of(ReadOnlySpan<long>.Empty, probed.Count, 0));
        Record(examples.Read(0, count), shapesOnly, pass =>
        {
            foreach (var record in pass.Blocks)
            {
                probed[record.Block].Note(record.Shape);
            }
        });
        return probed;
    }

    /// <summary>Records one pass. The Gram matrices are read in place, without a copy, because they are large.</summary>
    private void Record(ImmutableArray<NumericArray> inputs, RecordRequest request, Action<PassRecord> look) =>
        examples.Naming(inputs, () => recorder.Record(inputs, request, look));

    /// <summary>
    /// The next group; null at the end of the data, where a shorter group is dropped. If not even the first group has enough tokens, it is
    /// as large as it may be, and the only one.
    /// </summary>
    /// <returns>Its end, and its inputs if they had to be read to find it.</returns>
    private (int End, ImmutableArray<NumericArray>? Inputs)? NextGroup(int start)
    {
        var rows = Math.Min(options.GramRows, examples.Count);
        var most = Math.Min(rows * LargestGrowth, examples.Count - start);
        for (var count = rows; count <= most; count += rows)
        {
            if (!shape.HasTokens)
            {
                return (start + count, null);
            }

            var inputs = examples.Read(start, count);
            var masked = new MaskedInputs(inputs, masks);
            if (TokenLayouts(inputs).All(tokens => TokenRows.CountReal(tokens, masked) >= options.GramRows * TokenFactor))
            {
                return (start + count, inputs);
            }
        }

        return start == 0 ? (most, null) : null;
    }

    private long Seed(int group) => ((long)options.Seed << 32) | (uint)group;

    private NumericArray Rows(ImmutableArray<NumericArray> inputs, int group)
    {
        // Blocks of the same layout must use the same rows.
        var seed = Seed(group);
        var masked = new MaskedInputs(inputs, masks);
        var choices = TokenLayouts(inputs).ToDictionary(
            tokens => tokens,
            tokens => TokenRows.Choose(tokens, masked, options.GramRows * TokenFactor, new SeededRandom(seed)));
        var chosen = layouts.Select(l => l.HasTokens ? choices[l.Tokens(inputs)] : []).ToList();
        var tokens = chosen.Select(c => c.Length).Where(length => length > 0).DefaultIfEmpty(1).Min();
        var width = Math.Max(tokens, layouts.Exists(l => l.HasPositions) ? MapPositions : 1);
        var rows = new long[layouts.Count * width];
        Array.Fill(rows, -1);
        for (var block = 0; block < chosen.Count; block++)
        {
            var own = layouts[block].HasPositions
                ? Positions(layouts[block].Positions, seed)
                : chosen[block].AsSpan(0, Math.Min(tokens, chosen[block].Length));
            own.CopyTo(rows.AsSpan(block * width));
        }

        return NumericArray.Of(rows, layouts.Count, width);
    }

    private static ReadOnlySpan<long> Positions(long count, long seed) =>
        new SeededRandom(seed).Choose((int)count, (int)Math.Min(count, MapPositions)).Order().Select(position => (long)position).ToArray();

    private IEnumerable<TokenLayout> TokenLayouts(ImmutableArray<NumericArray> inputs) =>
        layouts.Where(l => l.HasTokens).Select(l => l.Tokens(inputs)).Distinct();
}
