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
    /// <param name="sample">[n, channels · 2 · k]: of each channel those of the first half, then those of the second.</param>
    /// <param name="channels">The number of channels.</param>
    public NumericArray Of(Matrix<float> sample, int channels)
    {
        var width = sample.Columns / channels;
        var scales = new float[channels];
        for (var channel = 0; channel < channels; channel++)
        {
            scales[channel] = Centre(sample, channel * width, width);
        }

        var values = new List<float>();
        Add(values, sample, width);
        if (standardised)
        {
            for (var row = 0; row < sample.Rows; row++)
            {
                for (var channel = 0; channel < channels; channel++)
                {
                    var own = sample.Row(row).Slice(channel * width, width);
                    TensorPrimitives.Multiply(own, scales[channel], own);
                }
            }

            Add(values, sample, width);
        }

        return NumericArray.Of([.. values], standardised ? 2 : 1, Halves, sample.Rows, sample.Rows);
    }

    /// <summary>Subtracts the mean of a channel.</summary>
    /// <returns>By what its values are to be multiplied to have a variance of 1; 0 if they do not vary.</returns>
    private static float Centre(Matrix<float> sample, int first, int width)
    {
        double sum = 0, squares = 0, moment = 0;
        for (var row = 0; row < sample.Rows; row++)
        {
            sum += TensorPrimitives.Sum<float>(sample.Row(row).Slice(first, width));
            moment += TensorPrimitives.SumOfSquares<float>(sample.Row(row).Slice(first, width));
        }

        var count = (double)sample.Rows * width;
        for (var row = 0; row < sample.Rows; row++)
        {
            var own = sample.Row(row).Slice(first, width);
            TensorPrimitives.Subtract(own, (float)(sum / count), own);
            squares += TensorPrimitives.SumOfSquares<float>(own);
        }

        return squares > moment * GramMatrices.Varying ? (float)(1 / Math.Sqrt(squares / count)) : 0;
    }

    private void Add(List<float> values, Matrix<float> sample, int width)
    {
        for (var half = 0; half < Halves; half++)
        {
            var part = new Matrix<float>(sample.Rows, sample.Columns / Halves);
            for (var row = 0; row < sample.Rows; row++)
            {
                for (var first = 0; first < sample.Columns; first += width)
                {
                    var own = sample.Row(row).Slice(first + (half * width / Halves), width / Halves);
                    own.CopyTo(part.Row(row)[(first / Halves)..]);
                }
            }

            values.AddRange(products.OfRows(part).Values);
        }
    }
}
