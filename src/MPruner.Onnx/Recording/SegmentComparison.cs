using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using MPruner.Core.Formats;
using MPruner.Core.Ports;
using MPruner.Onnx.Numerics;

namespace MPruner.Onnx.Recording;

/// <summary>Compares the streams of one segment with each other, row by row and channel by channel.</summary>
/// <param name="products">Computes the products.</param>
internal sealed class SegmentComparison(Products products)
{
    /// <summary>Up to this width, targets are not projected.</summary>
    private const int Exact = 64;

    /// <summary>The record of a segment.</summary>
    /// <param name="segment">The segment's index.</param>
    /// <param name="samples">The streams at the same rows, by their marks, in execution order.</param>
    /// <param name="projection">float32 [d or more, q]; null if no affine maps are fitted.</param>
    public SegmentRecord Of(int segment, IReadOnlyList<(long Mark, Matrix<float> Rows)> samples, NumericArray? projection)
    {
        var streams = samples.Select(sample => sample.Rows).ToList();
        var moments = projection is null ? null : Moments(streams, projection);
        return new(segment, streams[0].Rows, [.. samples.Select(sample => sample.Mark)], Compare(streams), moments);
    }

    /// <summary>float64 [3, S, S]: the sums over rows of the cosines, of the inner products, and of the angles in units of π.</summary>
    private static NumericArray Compare(List<Matrix<float>> streams)
    {
        var count = streams.Count;
        var sums = new double[3 * count * count];
        var inner = new double[count * count];
        for (var row = 0; row < streams[0].Rows; row++)
        {
            for (var i = 0; i < inner.Length; i++)
            {
                inner[i] = TensorPrimitives.Dot<float>(streams[i / count].Row(row), streams[i % count].Row(row));
            }

            for (var i = 0; i < inner.Length; i++)
            {
                var (a, b) = (inner[(i / count) * (count + 1)], inner[(i % count) * (count + 1)]);
                var scale = Math.Sqrt(a * b);
                var none = a + b == 0 ? 1.0 : 0;
                var cosine = scale > 0 ? inner[i] / scale : none;
                sums[i] += cosine;
                sums[inner.Length + i] += inner[i];
                sums[(2 * inner.Length) + i] += Math.Acos(Math.Clamp(cosine, -1, 1)) / Math.PI;
            }
        }

        return NumericArray.Of(ElementType.Float64, sums, 3, count, count);
    }

    private ChannelMoments Moments(List<Matrix<float>> streams, NumericArray projection)
    {
        var width = streams[0].Columns;
        var means = new List<float>();
        var (centred, targets, squares) = (new List<Matrix<float>>(), new List<float>(), new List<float>());
        foreach (var stream in streams)
        {
            var channels = stream.Transposed();
            for (var channel = 0; channel < width; channel++)
            {
                var mean = TensorPrimitives.Sum<float>(channels.Row(channel)) / channels.Columns;
                TensorPrimitives.Subtract(channels.Row(channel), mean, channels.Row(channel));
                means.Add(mean);
            }

            var target = width > Exact ? Projected(channels, projection) : channels;
            centred.Add(channels);
            targets.AddRange(target.Values);
            squares.Add(TensorPrimitives.SumOfSquares<float>(target.Values));
        }

        var columns = new Matrix<float>([.. targets], targets.Count / streams[0].Rows, streams[0].Rows);
        return new(
            NumericArray.Of([.. means], streams.Count, width),
            NumericArray.Of([.. centred.SelectMany(c => products.OfRows(c).Values)], streams.Count, width, width),
            NumericArray.Of([.. centred.SelectMany(c => products.OfRows(c, columns).Values)], streams.Count, width, columns.Rows),
            NumericArray.Of([.. squares], streams.Count));
    }

    /// <summary>The projected channels, [q, rows].</summary>
    private Matrix<float> Projected(Matrix<float> channels, NumericArray projection)
    {
        var columns = (int)projection.Shape[1];
        var values = MemoryMarshal.Cast<byte, float>(projection.Data.Span)[..(channels.Rows * columns)].ToArray();
        var signs = new Matrix<float>(values, channels.Rows, columns).Transposed();
        return products.OfRows(signs, channels.Transposed());
    }
}
