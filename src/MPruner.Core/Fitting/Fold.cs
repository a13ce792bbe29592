using MPruner.Core.Formats;
using MPruner.Core.Ports;

namespace MPruner.Core.Fitting;

/// <summary>Adds a fit to the last linear layer of a block, so that no step has to be inserted.</summary>
internal static class Fold
{
    /// <summary>The new values of the layer's tensors, with the fitted change added.</summary>
    public static IEnumerable<NamedArray> Into(WritingLayer layer, SeamFit fit)
    {
        var weight = layer.Weight.Array.ToDoubles();
        var shift = layer.Bias is { } bias ? bias.Array.ToDoubles() : new double[layer.Outputs];
        if (layer.Norm is { } norm)
        {
            MoveInto(layer, norm, weight, shift);
        }

        Add(layer, fit.Change, weight, shift);
        yield return With(layer.Weight, weight);
        if (layer.Norm is { } after)
        {
            foreach (var tensor in ShiftOnly(after, weight, shift, fit))
            {
                yield return tensor;
            }

            shift = new double[layer.Outputs];
        }

        if (layer.Bias is { } own)
        {
            yield return With(own, shift);
        }
    }

    /// <summary>Folds the batch norm into weight and shift.</summary>
    private static void MoveInto(WritingLayer layer, BatchNormValues norm, double[] weight, double[] shift)
    {
        var (gamma, beta) = (norm.Weight.Array.ToDoubles(), norm.Bias.Array.ToDoubles());
        var (mean, variance) = (norm.Mean.Array.ToDoubles(), norm.Variance.Array.ToDoubles());
        for (var o = 0; o < layer.Outputs; o++)
        {
            var scale = gamma[o] / Math.Sqrt(variance[o] + norm.Epsilon);
            foreach (ref var value in weight.AsSpan(o * layer.Width, layer.Width))
            {
                value *= scale;
            }

            shift[o] = beta[o] + (scale * (shift[o] - mean[o]));
        }
    }

    private static void Add(WritingLayer layer, double[] change, double[] weight, double[] shift)
    {
        var (width, outputs) = (layer.Width, layer.Outputs);
        for (var o = 0; o < outputs; o++)
        {
            shift[o] += layer.HasIntercept ? change[(width * outputs) + o] : 0;
            for (var i = 0; i < width; i++)
            {
                weight[(o * width) + i] += change[(i * outputs) + o];
            }
        }
    }

    /// <summary>
    /// The values of a batch norm that only adds a shift. Its statistics are those of its new input, so that it also only adds the shift in
    /// training, and after its statistics are estimated again.
    /// </summary>
    private static IEnumerable<NamedArray> ShiftOnly(BatchNormValues norm, double[] weight, double[] shift, SeamFit fit)
    {
        var (outputs, width) = (shift.Length, weight.Length / shift.Length);
        var columns = new double[weight.Length];
        for (var i = 0; i < weight.Length; i++)
        {
            columns[((i % width) * outputs) + (i / width)] = weight[i];
        }

        var (mean, variance) = fit.Moments(columns);
        yield return With(norm.Mean, mean);
        yield return With(norm.Variance, variance);
        yield return With(norm.Weight, [.. variance.Select(v => Math.Sqrt(v + norm.Epsilon))]);
        yield return With(norm.Bias, [.. shift.Zip(mean, (s, m) => s + m)]);
    }

    private static NamedArray With(NamedArray tensor, double[] values) =>
        tensor with { Array = NumericArray.Of(tensor.Array.Type, values, tensor.Array.Shape.AsSpan()) };
}
