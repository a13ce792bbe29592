using System.Collections.Immutable;
using MPruner.Core.Chains;
using MPruner.Core.Ports;
using MPruner.TorchScript;
using MPruner.TorchScript.Programs;

namespace MPruner.Core.Recovery;

/// <summary>One way to mend a seam: what is fitted, and what becomes of the fit.</summary>
/// <param name="Problem">The least-squares problem.</param>
/// <param name="ToRepair">The repair from the program and the fit.</param>
internal sealed record SeamWay(FitProblem Problem, Func<ScriptProgram, SeamFit, SeamRepair> ToRepair)
{
    /// <summary>The ways that the ends of the block before the seam and of the last removed block allow; they end alike. Where nothing is missing, nothing is stitched.</summary>
    /// <param name="seam">The seam.</param>
    /// <param name="before">How the block before it ends.</param>
    /// <param name="last">How the last removed block ended.</param>
    /// <param name="type">The residual stream's element type.</param>
    /// <param name="mapDimensions">How many dimensions the positions of maps have; 0 where the stream is no maps.</param>
    public static ImmutableArray<SeamWay> Of(Seam seam, BlockClosing before, BlockClosing last, ElementType type, int mapDimensions)
    {
        var ways = ImmutableArray.CreateBuilder<SeamWay>();
        if (before is { Last: { } layer, Sum: { } sum })
        {
            var normed = before.Kind == ClosingKind.LayerNorm;
            ways.Add(new SeamWay(
                new FitProblem(layer.Input, sum, AimsAtSum: true, layer.Window, normed, layer.HasIntercept),
                (program, fit) => new SeamRepair(seam, [.. Folded(program, layer, fit), .. normed ? Norm(program, before.Norm!, last.Norm!) : []], null, fit.HeldOutError)));
        }

        if (seam.IsWithout)
        {
            return ways.ToImmutable();
        }

        // A stitch stands after the block's own closing; where that cuts off below zero, so does the stitch.
        var rectified = before.Kind == ClosingKind.Rectifier;
        ways.Add(new SeamWay(
            new FitProblem(before.Stream!, before.Stream!, AimsAtSum: rectified, mapDimensions > 0 ? Window.Point : null, Normed: false, Intercept: true),
            (_, fit) => new SeamRepair(seam, [], Stitched(fit.Change, type, mapDimensions, rectified), fit.HeldOutError)));
        return ways.ToImmutable();
    }

    /// <summary>The last layer's weights with the change added.</summary>
    private static IEnumerable<KeyValuePair<TensorInfo, ReadOnlyMemory<byte>>> Folded(ScriptProgram program, LastLayer layer, SeamFit fit)
    {
        var outputs = (int)layer.Weight.Sizes[0];
        var weight = Values(program, layer.Weight);
        var shift = layer.Bias is { } bias ? Values(program, bias) : new double[outputs];
        if (layer.Norm is { } norm)
        {
            var (gamma, beta, mean, variance) = (Values(program, norm.Weight), Values(program, norm.Bias), Values(program, norm.Mean), Values(program, norm.Variance));
            for (var o = 0; o < outputs; o++)
            {
                var scale = gamma[o] / Math.Sqrt(variance[o] + norm.Epsilon);
                Scale(weight.AsSpan(o * layer.Width, layer.Width), scale);
                shift[o] = beta[o] + (scale * (shift[o] - mean[o]));
            }
        }

        for (var o = 0; o < outputs; o++)
        {
            shift[o] += layer.HasIntercept ? fit.Change[(layer.Width * outputs) + o] : 0;
            for (var i = 0; i < layer.Width; i++)
            {
                weight[(o * layer.Width) + i] += fit.Change[(i * outputs) + o];
            }
        }

        yield return Tensor(layer.Weight, weight);
        if (layer.Norm is { } after)
        {
            foreach (var tensor in Unfolded(after, weight, shift, fit))
            {
                yield return tensor;
            }

            shift = new double[outputs];
        }

        if (layer.Bias is { } own)
        {
            yield return Tensor(own, shift);
        }
    }

    /// <summary>A batch norm that only adds a shift, by the statistics of what it now reads: then it does so in training, too, and when statistics are estimated anew.</summary>
    private static IEnumerable<KeyValuePair<TensorInfo, ReadOnlyMemory<byte>>> Unfolded(BatchNorm norm, double[] weight, double[] shift, SeamFit fit)
    {
        var (outputs, width) = (shift.Length, weight.Length / shift.Length);
        var columns = new double[weight.Length];
        for (var i = 0; i < weight.Length; i++)
        {
            columns[((i % width) * outputs) + (i / width)] = weight[i];
        }

        var (mean, variance) = fit.Moments(columns);
        yield return Tensor(norm.Mean, mean);
        yield return Tensor(norm.Variance, variance);
        yield return Tensor(norm.Weight, [.. variance.Select(v => Math.Sqrt(v + norm.Epsilon))]);
        yield return Tensor(norm.Bias, [.. shift.Zip(mean, (s, m) => s + m)]);
    }

    /// <summary>The map cannot cross a layer norm; the block gets the norm of the last removed one instead.</summary>
    private static KeyValuePair<TensorInfo, ReadOnlyMemory<byte>>[] Norm(ScriptProgram program, Operator before, Operator last) =>
        [Tensor(before.Tensor("weight")!, Values(program, last.Tensor("weight")!)), Tensor(before.Tensor("bias")!, Values(program, last.Tensor("bias")!))];

    private static Stitch Stitched(double[] change, ElementType type, int mapDimensions, bool rectified)
    {
        var width = (int)Math.Sqrt(change.Length);
        var (weight, bias) = (new double[width * width], new double[width]);
        for (var o = 0; o < width; o++)
        {
            for (var i = 0; i < width; i++)
            {
                weight[(o * width) + i] = change[(i * width) + o] + (i == o ? 1 : 0);
            }

            bias[o] = change[(width * width) + o];
        }

        return new Stitch(
            NumericArray.Of(type, weight, [width, width, .. Enumerable.Repeat(1L, mapDimensions)]),
            NumericArray.Of(type, bias, width),
            rectified);
    }

    private static void Scale(Span<double> values, double factor)
    {
        foreach (ref var value in values)
        {
            value *= factor;
        }
    }

    private static double[] Values(ScriptProgram program, TensorInfo tensor) => new NumericArray(tensor.Type, tensor.Sizes, program.TensorBytes(tensor)).ToDoubles();

    private static KeyValuePair<TensorInfo, ReadOnlyMemory<byte>> Tensor(TensorInfo tensor, double[] values) =>
        KeyValuePair.Create(tensor, NumericArray.Of(tensor.Type, values, tensor.Sizes.AsSpan()).Data);
}

/// <summary>What a fit found.</summary>
/// <param name="Change">The change of the weights, [width (and 1), outputs].</param>
/// <param name="HeldOutError">The squared error that is left on held-out data.</param>
/// <param name="Moments">From weights [width, outputs] the mean and the variance of what they compute from the fit's input, [outputs] each.</param>
internal sealed record SeamFit(double[] Change, double HeldOutError, Func<double[], (double[] Mean, double[] Variance)> Moments);
