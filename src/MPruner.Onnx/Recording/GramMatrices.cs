using System.Numerics.Tensors;
using MPruner.Core.Ports;
using MPruner.Onnx.Numerics;

namespace MPruner.Onnx.Recording;

/// <summary>Computes the Gram matrices of streams, raw and with every channel standardised.</summary>
/// <remarks>
/// Of feature maps, the Gram matrix is the sum over channels, Σ K_c with K_c = X_c X_cᵀ, and the standardised one Σ K_c / σ_c². The
/// estimator is invariant under shifts, so means are subtracted where they are large enough to reduce the precision of 32 bits.
/// </remarks>
/// <param name="products">Computes the products.</param>
/// <param name="standardised">Whether the standardised matrix is computed, too.</param>
internal sealed class GramMatrices(Products products, bool standardised)
{
    /// <summary>The least share of a channel's second moment that is variance and not rounding.</summary>
    public const double Varying = 1e-12;

    private const double LargeMean = 100;

    /// <summary>float32 [1, n, n] or [2, n, n].</summary>
    /// <param name="stream">The stream.</param>
    /// <param name="rows">The rows of tokens.</param>
    public NumericArray Of(Stream stream, ReadOnlySpan<long> rows) =>
        stream.IsMap ? OfMaps(stream.ByExample(), stream.Channels) : OfRows(stream.Rows(rows));

    private NumericArray OfRows(Matrix<float> rows)
    {
        var channels = rows.Transposed();
        var scales = new float[rows.Columns];
        for (var channel = 0; channel < channels.Rows; channel++)
        {
            var own = channels.Row(channel);
            var moment = TensorPrimitives.SumOfSquares<float>(own) / rows.Rows;
            TensorPrimitives.Subtract(own, TensorPrimitives.Sum<float>(own) / rows.Rows, own);
            var variance = TensorPrimitives.SumOfSquares<float>(own) / rows.Rows;
            scales[channel] = variance > moment * Varying ? 1 / MathF.Sqrt(variance) : 0;
        }

        var centred = channels.Transposed();
        var raw = products.OfRows(centred);
        if (!standardised)
        {
            return Array(raw);
        }

        for (var row = 0; row < centred.Rows; row++)
        {
            TensorPrimitives.Multiply(centred.Row(row), scales, centred.Row(row));
        }

        return Array(raw, products.OfRows(centred));
    }

    private NumericArray OfMaps(Matrix<float> maps, int channels)
    {
        if (!standardised)
        {
            return Array(products.OfRows(maps));
        }

        var positions = maps.Columns / channels;
        var (means, moments) = Moments(maps, channels);
        var variances = moments.Zip(means, (moment, mean) => moment - (mean * mean)).ToArray();
        if (means.Zip(variances, (mean, variance) => mean * mean > LargeMean * variance).Any(isLarge => isLarge))
        {
            maps = Centred(maps, means);
            variances = Moments(maps, channels).Squares;
        }

        var weights = variances.Zip(moments, (variance, moment) => variance > moment * Varying ? (float)(1 / variance) : 0).ToArray();
        var (raw, scaled) = (new Matrix<float>(maps.Rows, maps.Rows), new Matrix<float>(maps.Rows, maps.Rows));
        products.For(maps.Rows, row =>
        {
            for (var other = 0; other <= row; other++)
            {
                double sum = 0, weighted = 0;
                for (var channel = 0; channel < channels; channel++)
                {
                    var place = channel * positions;
                    var product = TensorPrimitives.Dot<float>(
                        maps.Row(row).Slice(place, positions), maps.Row(other).Slice(place, positions));
                    sum += product;
                    weighted += product * weights[channel];
                }

                raw.Row(row)[other] = raw.Row(other)[row] = (float)sum;
                scaled.Row(row)[other] = scaled.Row(other)[row] = (float)weighted;
            }
        });
        return Array(raw, scaled);
    }

    private static (double[] Means, double[] Squares) Moments(Matrix<float> maps, int channels)
    {
        var positions = maps.Columns / channels;
        var (means, squares) = (new double[channels], new double[channels]);
        for (var example = 0; example < maps.Rows; example++)
        {
            for (var channel = 0; channel < channels; channel++)
            {
                var own = maps.Row(example).Slice(channel * positions, positions);
                means[channel] += TensorPrimitives.Sum<float>(own);
                squares[channel] += TensorPrimitives.SumOfSquares<float>(own);
            }
        }

        TensorPrimitives.Divide(means, (double)maps.Rows * positions, means);
        TensorPrimitives.Divide(squares, (double)maps.Rows * positions, squares);
        return (means, squares);
    }

    private static Matrix<float> Centred(Matrix<float> maps, double[] means)
    {
        var centred = new Matrix<float>([.. maps.Values], maps.Rows, maps.Columns);
        var positions = maps.Columns / means.Length;
        for (var example = 0; example < maps.Rows; example++)
        {
            for (var channel = 0; channel < means.Length; channel++)
            {
                var own = centred.Row(example).Slice(channel * positions, positions);
                TensorPrimitives.Subtract(own, (float)means[channel], own);
            }
        }

        return centred;
    }

    private static NumericArray Array(params ReadOnlySpan<Matrix<float>> matrices)
    {
        var values = new float[matrices.Length * matrices[0].Values.Length];
        for (var i = 0; i < matrices.Length; i++)
        {
            matrices[i].Values.CopyTo(values.AsSpan(i * matrices[0].Values.Length));
        }

        return NumericArray.Of(values, matrices.Length, matrices[0].Rows, matrices[0].Rows);
    }
}
