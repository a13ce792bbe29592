using System.Numerics.Tensors;
using MPruner.Core.Ports;
using MPruner.Onnx.Numerics;

namespace MPruner.Onnx.Recording;

/// <summary>Estimates the Gram matrices of large feature maps from two independent samples of their features.</summary>
/// <param name="products">Computes the products.</param>
/// <param name="standardised">Whether the standardised matrices are computed, too.</param>
internal sealed class SampledGrams(Products products, bool standardised)
{
    /// <summary>The number of independent samples.</summary>
    private const int Halves = 2;

    /// <summary>float32 [1, 2, n, n] or [2, 2, n, n].</summary>
    /// <param name="sample">[n, 2 · channels · k]: k of each channel for the first half, then those for the second. Changed.</param>
    /// <param name="channels">The number of channels.</param>
    public NumericArray Of(Matrix<float> sample, int channels)
    {
        var scales = new float[channels];
        for (var channel = 0; channel < channels; channel++)
        {
            scales[channel] = Centre(sample, channel, channels);
        }

        var values = new List<float>();
        Add(values, sample);
        if (standardised)
        {
            var width = sample.Columns / Halves / channels;
            for (var row = 0; row < sample.Rows; row++)
            {
                for (var first = 0; first < sample.Columns; first += width)
                {
                    var own = sample.Row(row).Slice(first, width);
                    TensorPrimitives.Multiply(own, scales[first / width % channels], own);
                }
            }

            Add(values, sample);
        }

        return NumericArray.Of([.. values], standardised ? 2 : 1, Halves, sample.Rows, sample.Rows);
    }

    /// <summary>Subtracts the mean of a channel.</summary>
    /// <returns>By what its values are to be multiplied to have a variance of 1; 0 if they do not vary.</returns>
    private static float Centre(Matrix<float> sample, int channel, int channels)
    {
        var width = sample.Columns / Halves / channels;
        double sum = 0, squares = 0, moment = 0;
        for (var part = 0; part < Halves * sample.Rows; part++)
        {
            var own = Part(part);
            sum += TensorPrimitives.Sum<float>(own);
            moment += TensorPrimitives.SumOfSquares<float>(own);
        }

        var count = (double)Halves * sample.Rows * width;
        for (var part = 0; part < Halves * sample.Rows; part++)
        {
            var own = Part(part);
            TensorPrimitives.Subtract(own, (float)(sum / count), own);
            squares += TensorPrimitives.SumOfSquares<float>(own);
        }

        return squares > moment * GramMatrices.Varying ? (float)(1 / Math.Sqrt(squares / count)) : 0;

        Span<float> Part(int part) => sample.Row(part / Halves).Slice(((part % Halves * channels) + channel) * width, width);
    }

    private void Add(List<float> values, Matrix<float> sample)
    {
        var width = sample.Columns / Halves;
        for (var half = 0; half < Halves; half++)
        {
            var part = new Matrix<float>(sample.Rows, width);
            for (var row = 0; row < sample.Rows; row++)
            {
                sample.Row(row).Slice(half * width, width).CopyTo(part.Row(row));
            }

            values.AddRange(products.OfRows(part).Values);
        }
    }
}
