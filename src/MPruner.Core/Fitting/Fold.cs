using MPruner.Core.Formats;
using MPruner.Core.Ports;

namespace MPruner.Core.Fitting;

/// <summary>Adds a fit to the last linear layer of a block, so that no step has to be inserted.</summary>
internal static class Fold
{
    /// <summary>The new values of the layer's tensors, with the fitted change added.</summary>
    public static IEnumerable<NamedArray> Into(WritingLayer layer, SeamFit fit)
    {
        var affine = AffineLayer.Of(layer);
        Add(affine, fit.Change);
        return affine.ToTensors(weight => fit.Moments(Transposed(weight, layer.Outputs)));
    }

    private static void Add(AffineLayer affine, double[] change)
    {
        var (width, outputs) = (affine.Layer.Width, affine.Layer.Outputs);
        for (var o = 0; o < outputs; o++)
        {
            affine.Shift[o] += affine.Layer.HasIntercept ? change[(width * outputs) + o] : 0;
            for (var i = 0; i < width; i++)
            {
                affine.Weight[(o * width) + i] += change[(i * outputs) + o];
            }
        }
    }

    private static double[] Transposed(double[] weight, int outputs)
    {
        var width = weight.Length / outputs;
        var columns = new double[weight.Length];
        for (var i = 0; i < weight.Length; i++)
        {
            columns[((i % width) * outputs) + (i / width)] = weight[i];
        }

        return columns;
    }
}
