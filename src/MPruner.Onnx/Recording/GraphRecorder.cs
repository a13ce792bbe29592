using System.Collections.Immutable;
using System.Runtime.InteropServices;
using MPruner.Core.Formats;
using MPruner.Core.Ports;
using MPruner.Onnx.Models;
using MPruner.Onnx.Numerics;
using MPruner.Onnx.Rewriting;
using MPruner.Onnx.Running;

namespace MPruner.Onnx.Recording;

/// <summary>A loaded model whose outputs are the residual streams before and after its blocks.</summary>
internal sealed class GraphRecorder : IBlockRecorder
{
    private readonly LoadedGraph graph;
    private readonly ImmutableArray<BlockStreams> blocks;
    private readonly GramMatrices grams;
    private readonly SampledGrams sampled;
    private readonly SegmentComparison comparison;

    /// <param name="loader">Loads the model.</param>
    /// <param name="model">The model.</param>
    /// <param name="standardised">Whether each Gram record contains the standardised matrix after the raw one.</param>
    public GraphRecorder(GraphLoader loader, PrunableGraph model, bool standardised)
    {
        var found = model.Blocks.Select(model.Find).ToList();
        var streams = found.SelectMany(block => new[] { block.Input, block.Stream }).Distinct(StringComparer.Ordinal).ToList();
        blocks =
        [
            .. model.Blocks.Zip(found, (block, own) =>
                new BlockStreams(streams.IndexOf(own.Input), streams.IndexOf(own.Stream), block.FeatureDimension)),
        ];
        var edit = new GraphEdit(model.Flow);
        edit.Return(streams);
        var products = new Products(loader.Threads);
        grams = new GramMatrices(products, standardised);
        sampled = new SampledGrams(products, standardised);
        comparison = new SegmentComparison(products);
        graph = loader.Load(model.Onnx, edit.Apply());
    }

    /// <inheritdoc/>
    public void Record(ImmutableArray<NumericArray> inputs, RecordRequest request, Action<PassRecord> look) => graph.Run(inputs, outputs =>
    {
        var records = ImmutableArray.CreateBuilder<BlockRecord>();
        var samples = new Samples(request);
        for (var block = 0; block < blocks.Length; block++)
        {
            var own = blocks[block];
            var chosen = Chosen(request.Rows, block);
            var (before, after) = (outputs[own.Input], outputs[own.Output]);
            var shape = new BlockShape(before.Type, after.Type, before.Shape, after.Shape);
            var stream = request.Rows.Count > 0 && after.Shape.Length > 1 ? new Stream(after, own.FeatureDimension) : null;
            samples.Add(2 * block, () => new Stream(before, own.FeatureDimension).Rows(chosen));
            samples.Add((2 * block) + 1, () => stream!.Rows(chosen));
            records.Add(new(block, shape, stream is null ? null : Grams(stream, chosen, Chosen(request.Features, block))));
        }

        look(new(records.ToImmutable(), [.. samples.Compare(comparison)]));
    });

    /// <inheritdoc/>
    public void Dispose() => graph.Dispose();

    private static long[] Chosen(NumericArray indices, int block)
    {
        var width = indices.Count == 0 ? 0 : (int)indices.Shape[1];
        return [.. MemoryMarshal.Cast<byte, long>(indices.Data.Span).Slice(block * width, width).ToArray().Where(index => index >= 0)];
    }

    private NumericArray Grams(Stream stream, long[] rows, long[] features) =>
        features.Length > 0 && stream.Picked(features) is { } sample ? sampled.Of(sample, stream.Channels) : grams.Of(stream, rows);

    /// <summary>Which outputs a block reads and writes.</summary>
    private sealed record BlockStreams(int Input, int Output, int? FeatureDimension);

    /// <summary>The rows of streams by segment.</summary>
    private sealed class Samples(RecordRequest request)
    {
        private readonly SortedDictionary<int, List<(long Mark, Matrix<float> Rows)>> bySegment = [];

        public void Add(int mark, Func<Matrix<float>> read)
        {
            var segment = (int)MemoryMarshal.Cast<byte, long>(request.Places.Data.Span)[mark];
            if (segment < 0)
            {
                return;
            }

            var rows = read();
            var known = bySegment.TryGetValue(segment, out var found) ? found : bySegment[segment] = [];
            if (known.TrueForAll(other => (other.Rows.Rows, other.Rows.Columns) == (rows.Rows, rows.Columns)))
            {
                known.Add((mark, rows));
            }
        }

        public IEnumerable<SegmentRecord> Compare(SegmentComparison comparison)
        {
            var fits = MemoryMarshal.Cast<byte, long>(request.Fits.Data.Span).ToArray();
            return bySegment.Where(segment => segment.Value.Count > 1)
                .Select(segment => comparison.Of(segment.Key, segment.Value, fits[segment.Key] != 0 ? request.Projection : null));
        }
    }
}
