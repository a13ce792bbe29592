using System.Collections.Immutable;
using MPruner.Core.Examples;
using MPruner.Core.Formats;
using MPruner.Core.Ports;
using MPruner.Core.Similarity;

namespace MPruner.Core.Measuring;

/// <summary>
/// Runs a model over calibration data, one Gram group at a time, and accumulates the similarities of all blocks' outputs.
/// </summary>
internal sealed class BlockMeasurer
{
    /// <summary>Tokens of one example are correlated, so a group of tokens has this many times more rows.</summary>
    private const int TokenFactor = 8;

    /// <summary>A group grows up to this factor if its sequences are short or mostly padding, so that it has enough tokens.</summary>
    private const int LargestGrowth = 16;

    /// <summary>The number of positions of each example's feature map at which runs are compared.</summary>
    private const int MapPositions = 4;

    private readonly IBlockRecorder recorder;
    private readonly ImmutableArray<BlockChain> chains;
    private readonly BoundExamples examples;
    private readonly ImmutableArray<PaddingMask> masks;
    private readonly PruningOptions options;
    private readonly List<BlockLayout> layouts;
    private readonly ImmutableArray<StreamSegment> segments;
    private readonly SamplePlan plan;

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
        var measured = options.Standardised ? chains.Length : 0;
        segments = [.. Enumerable.Range(0, measured).SelectMany(chain => StreamSegment.Of(LayoutsOf(chain), StartOf(chain)))];
        plan = new SamplePlan(segments, layouts.Count, options.Seed);
    }

    /// <summary>Runs the model over the data once.</summary>
    /// <returns>The measurements of all chains, in their order.</returns>
    public ImmutableArray<ChainMeasurement> Measure(IProgressSink progress, CancellationToken cancel)
    {
        var sums = chains.Select(c => new ChainSums(c, options.Standardised)).ToList();
        var segmentSums = segments.Select(s => new SegmentSums(s, plan.Projection)).ToList();
        var group = 0;
        for (var start = 0; NextGroup(start) is { } next; start = next.End)
        {
            cancel.ThrowIfCancellationRequested();
            Record(next.Inputs, plan.Request(Rows(next.Inputs, group++)), pass =>
            {
                new FiniteCheck(examples, start, next.Inputs).Check(pass.Blocks, layouts);
                Add(pass.Blocks, sums);
                Add(pass.Segments, segmentSums);
            });
            progress.Report("Measuring", next.End, examples.Count);
        }

        if (layouts.Exists(layout => layout.HasTokens) && sums.TrueForAll(sum => sum.IsEmpty))
        {
            throw new PrunerException(
                "MPR3211",
                $"{examples.Name}: no group of examples has the {CkaAccumulator.FewestRows} tokens that a similarity needs. "
                + "Check the padding mask (Mask), or give longer sequences.");
        }

        return [.. sums.Select((s, chain) => s.ToMeasurement(layouts) with { Runs = Runs(chain, segmentSums) })];
    }

    private int StartOf(int chain) => chains.Take(chain).Sum(c => c.Blocks.Length);

    private List<BlockLayout> LayoutsOf(int chain) => layouts.GetRange(StartOf(chain), chains[chain].Blocks.Length);

    private RunStatistics Runs(int chain, List<SegmentSums> sums)
    {
        var start = StartOf(chain);
        var statistics = new RunStatistics(chains[chain].Blocks.Length);
        foreach (var (segment, sum) in segments.Zip(sums).Where(s => s.First.First >= start && s.First.First < start + statistics.Size))
        {
            sum.Describe(statistics, start);
        }

        return statistics;
    }

    private List<BlockLayout> Probe(ImmutableArray<Block> blocks)
    {
        var count = Math.Min(options.GramRows, examples.Count);
        var probed = Probe(blocks, count);

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

    private void Add(IEnumerable<BlockRecord> records, List<ChainSums> sums)
    {
        var grams = new NumericArray?[layouts.Count];
        foreach (var record in records)
        {
            // If a block is called again in the same pass, only its first output counts.
            grams[record.Block] ??= record.Grams;
            layouts[record.Block].Check(record.Shape);
        }

        var first = 0;
        foreach (var sum in sums)
        {
            sum.Add(grams.AsSpan(first, sum.Count));
            first += sum.Count;
        }
    }

    private static void Add(IEnumerable<SegmentRecord> records, List<SegmentSums> sums)
    {
        var bySegment = records.ToDictionary(r => r.Segment);
        for (var segment = 0; segment < sums.Count; segment++)
        {
            sums[segment].Add(bySegment.GetValueOrDefault(segment));
        }
    }

    /// <summary>Records one pass. The Gram matrices are read in place, without a copy, because they are large.</summary>
    private void Record(ImmutableArray<NumericArray> inputs, RecordRequest request, Action<PassRecord> look) =>
        examples.Naming(inputs, () => recorder.Record(inputs, request, look));

    /// <summary>
    /// The next group; null at the end of the data, where a shorter group is dropped. If not even the first group has enough tokens, it is
    /// as large as it may be, and the only one.
    /// </summary>
    private (int End, ImmutableArray<NumericArray> Inputs)? NextGroup(int start)
    {
        var rows = Math.Min(options.GramRows, examples.Count);
        var most = Math.Min(rows * LargestGrowth, examples.Count - start);
        for (var count = rows; count <= most; count += rows)
        {
            var inputs = examples.Read(start, count);
            var masked = new MaskedInputs(inputs, masks);
            if (TokenLayouts(inputs).All(tokens => TokenRows.CountReal(tokens, masked) >= options.GramRows * TokenFactor))
            {
                return (start + count, inputs);
            }
        }

        return start == 0 ? (most, examples.Read(0, most)) : null;
    }

    private NumericArray Rows(ImmutableArray<NumericArray> inputs, int group)
    {
        // Blocks of the same layout must use the same rows.
        var seed = ((long)options.Seed << 32) | (uint)group;
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

    /// <summary>The sums of one chain.</summary>
    private sealed class ChainSums(BlockChain chain, bool standardised)
    {
        private readonly CkaAccumulator raw = new(chain.Blocks.Length);
        private readonly CkaAccumulator? scaled = standardised ? new(chain.Blocks.Length) : null;

        public int Count => chain.Blocks.Length;

        public bool IsEmpty => raw.Groups == 0;

        public void Add(ReadOnlySpan<NumericArray?> grams)
        {
            var size = 0L;
            foreach (var gram in grams)
            {
                size = Math.Max(size, gram?.Shape[1] ?? 0);
            }

            var layers = new List<NumericArray>[] { [], [] };
            foreach (var gram in grams)
            {
                for (var layer = 0; layer < (scaled is null ? 1 : 2); layer++)
                {
                    layers[layer].Add(Layer(gram, layer, size));
                }
            }

            if (size > 0)
            {
                raw.Add(layers[0]);
                scaled?.Add(layers[1]);
            }
        }

        public ChainMeasurement ToMeasurement(List<BlockLayout> layouts)
        {
            var own = chain.Blocks.Select(b => layouts.Find(l => ReferenceEquals(l.Block, b))!).ToList();
            for (var block = 0; block < own.Count; block++)
            {
                if (own[block].Reason is null && raw.IsConstant(block))
                {
                    own[block].NoteConstant();
                }
            }

            return new ChainMeasurement(
                new BlockChain([.. own.Select(l => l.Block with { Reason = l.Block.Reason ?? l.Reason })]),
                raw.ToMatrix(),
                scaled?.ToMatrix(),
                [.. own.Select((l, i) => i > 0 && !l.Follows(own[i - 1]))])
            {
                Constant = [.. own.Where(l => l.IsConstant).Select(l => l.Block.Path)],
            };
        }

        /// <summary>
        /// One layer of the Gram matrices; zeros for a block that did not run, so that its similarities become undefined.
        /// </summary>
        private static NumericArray Layer(NumericArray? grams, int layer, long size)
        {
            var bytes = (int)(size * size * sizeof(float));
            return grams is null || grams.Shape[1] != size
                ? new NumericArray(ElementType.Float32, [size, size], new byte[bytes])
                : new NumericArray(ElementType.Float32, [size, size], grams.Data.Slice(layer * bytes, bytes));
        }
    }
}
