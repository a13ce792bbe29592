using System.Collections.Immutable;
using MPruner.Core.Formats;
using MPruner.Core.Ports;
using MPruner.ScriptModels.Models;
using MPruner.ScriptModels.Results;
using MPruner.ScriptModels.Running;
using MPruner.Torch;

namespace MPruner.EndToEnd.Tests.Widths;

/// <summary>Removes every second unit of inner dimensions, without any fit.</summary>
internal static class Units
{
    /// <summary>The units that remain.</summary>
    public static ImmutableArray<int> Kept(InnerDimension dimension) =>
        [.. Enumerable.Range(0, dimension.Units).Where(unit => unit % 2 == 0)];

    /// <summary>The model without the other units.</summary>
    public static Candidate Removed(ScriptModel model, IEnumerable<InnerDimension> dimensions)
    {
        var candidate = new Candidate(model, []);
        foreach (var dimension in dimensions)
        {
            var weight = model.Reader(dimension).Weight;
            var reader = weight with { Array = Columns(weight.Array, dimension) };
            candidate = candidate.With(new Narrowing(dimension, Kept(dimension), [reader]));
        }

        return candidate;
    }

    /// <summary>The model with all units, of which the layers that read them, or their means, ignore the others.</summary>
    public static Candidate Ignored(ScriptModel model, IEnumerable<InnerDimension> dimensions) =>
        new Candidate(model, []).With(dimensions.SelectMany(dimension =>
        {
            var ofMeans = model.Layers(dimension).Slices.Where(slice => slice.Axis == 1).Select(slice => model.Tensors.Read(slice.Tensor));
            return ofMeans.Prepend(model.Reader(dimension).Weight)
                .Select(weight => weight with { Array = Zeros(weight.Array, dimension) });
        }));

    /// <summary>Checks that a model without units computes what it does where the reading layers ignore them.</summary>
    public static void AssertRemovedIsIgnored(ScriptModel opened, ImmutableArray<NumericArray> examples)
    {
        var (removed, ignored) = (Removed(opened, opened.InnerDimensions), Ignored(opened, opened.InnerDimensions));

        var (expected, found) = (Run(ignored, examples), Run(removed, examples));

        Assert.True(opened.CountParameters(removed) < opened.CountParameters(ignored));
        Assert.Equal(expected.Length, found.Length);
        Assert.All(expected, (number, i) => Assert.Equal(number, found[i], 1e-5 * Math.Max(1, Math.Abs(number))));
    }

    private static NumericArray Columns(NumericArray weight, InnerDimension dimension)
    {
        var (all, width, kept) = (weight.ToDoubles(), dimension.Units * dimension.UnitWidth, Kept(dimension));
        var columns = kept.SelectMany(unit => Enumerable.Range(unit * dimension.UnitWidth, dimension.UnitWidth)).ToList();
        var values = Enumerable.Range(0, all.Length / width).SelectMany(output => columns.Select(c => all[(output * width) + c])).ToArray();
        return NumericArray.Of(weight.Type, values, weight.Shape.SetItem(1, weight.Shape[1] / dimension.Units * kept.Length).AsSpan());
    }

    private static NumericArray Zeros(NumericArray weight, InnerDimension dimension)
    {
        var (values, kept) = (weight.ToDoubles(), Kept(dimension));
        var inputs = values.Length / (int)weight.Shape[0];
        for (var i = 0; i < values.Length; i++)
        {
            var unit = i % inputs * dimension.Units / inputs;
            values[i] = kept.Contains(unit) ? values[i] : 0;
        }

        return NumericArray.Of(weight.Type, values, weight.Shape.AsSpan());
    }

    private static double[] Run(Candidate candidate, ImmutableArray<NumericArray> examples)
    {
        var loader = new ProgramLoader(new TorchEngine(), new SessionOptions());
        using var running = loader.Run(EngineModel.Of(candidate.Model.Write(candidate)));
        return running.Run(examples)[0].ToDoubles();
    }
}
