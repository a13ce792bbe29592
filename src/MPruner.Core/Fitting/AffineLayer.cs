using MPruner.Core.Formats;
using MPruner.Core.Ports;

namespace MPruner.Core.Fitting;

/// <summary>A linear layer and the batch norm behind it as one affine map.</summary>
/// <param name="Layer">The layer.</param>
/// <param name="Weight">[outputs, inputs], with the batch norm folded in; there may be fewer inputs than the layer has.</param>
/// <param name="Shift">[outputs].</param>
internal sealed record AffineLayer(WritingLayer Layer, double[] Weight, double[] Shift)
{
    /// <summary>The affine map of a layer.</summary>
    public static AffineLayer Of(WritingLayer layer)
    {
        var weight = layer.Weight.Array.ToDoubles();
        var shift = layer.Bias is { } bias ? bias.Array.ToDoubles() : new double[layer.Outputs];
        if (layer.Norm is { } norm)
        {
            MoveInto(layer, norm, weight, shift);
        }

        return new(layer, weight, shift);
    }

    /// <summary>The values of the layer's tensors with which it computes this map.</summary>
    /// <param name="moments">
    /// Maps weights [outputs, inputs] to the mean and the variance of what they compute from the layer's input, [outputs] each.
    /// </param>
    public IEnumerable<NamedArray> ToTensors(Func<double[], (double[] Mean, double[] Variance)> moments)
    {
        var shape = Layer.Weight.Array.Shape;
        var inputs = shape[1] * Weight.Length / Layer.Weight.Array.Count;
        yield return Layer.Weight with { Array = NumericArray.Of(Layer.Weight.Array.Type, Weight, shape.SetItem(1, inputs).AsSpan()) };
        if (Layer.Norm is { } norm)
        {
            foreach (var tensor in ShiftOnly(norm, moments(Weight)))
            {
                yield return tensor;
            }
        }

        if (Layer.Bias is { } own)
        {
            yield return With(own, Layer.Norm is null ? Shift : new double[Layer.Outputs]);
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

    /// <summary>
    /// The values of a batch norm that only adds the shift. Its statistics are those of its new input, so that it also only adds the shift
    /// in training, and after its statistics are estimated again.
    /// </summary>
    private IEnumerable<NamedArray> ShiftOnly(BatchNormValues norm, (double[] Mean, double[] Variance) input)
    {
        var (mean, variance) = input;
        yield return With(norm.Mean, mean);
        yield return With(norm.Variance, variance);
        yield return With(norm.Weight, [.. variance.Select(v => Math.Sqrt(v + norm.Epsilon))]);
        yield return With(norm.Bias, [.. Shift.Zip(mean, (s, m) => s + m)]);
    }

    private static NamedArray With(NamedArray tensor, double[] values) =>
        tensor with { Array = NumericArray.Of(tensor.Array.Type, values, tensor.Array.Shape.AsSpan()) };
}
