using System.Collections.Immutable;
using MPruner.Core.Fitting;
using MPruner.Core.Formats;
using MPruner.Core.Ports;

namespace MPruner.Core.Width;

/// <summary>The layer that reads an inner dimension, with the sums of what it reads: narrows the dimension, and refits the layer.</summary>
/// <param name="Dimension">The dimension.</param>
/// <param name="Layer">The layer, with its batch norm folded in.</param>
/// <param name="Problem">The least-squares problem of the layer.</param>
internal sealed record DimensionReader(InnerDimension Dimension, AffineLayer Layer, ReadingProblem Problem)
{
    /// <summary>
    /// λ as a share of the mean diagonal of E[xxᵀ]; neighbouring positions of a convolution differ little, so it needs less.
    /// </summary>
    private const double RidgeOfConvolutions = 1e-4;

    private const double RidgeOfLinearLayers = 1e-3;

    /// <summary>The number of input rows that were summed up.</summary>
    public required long Rows { get; init; }

    /// <summary>The reader of a dimension.</summary>
    /// <param name="dimension">The dimension.</param>
    /// <param name="layer">Its reading layer.</param>
    /// <param name="sums">The sums of the layer's input rows, as <see cref="IInputSums.Gram"/> returns them.</param>
    /// <returns>Null if there are no rows, or if they are not finite.</returns>
    public static DimensionReader? Of(InnerDimension dimension, WritingLayer layer, NumericArray sums)
    {
        var gram = sums.ToDoubles();
        var rows = gram[^1];
        if (!(rows > 0) || !Array.TrueForAll(gram, double.IsFinite))
        {
            return null;
        }

        var affine = AffineLayer.Of(layer);
        var (inputs, mean) = (layer.Width, 0.0);
        for (var i = 0; i < gram.Length; i++)
        {
            gram[i] /= rows;
        }

        for (var i = 0; i < inputs; i++)
        {
            mean += gram[(i * (inputs + 1)) + i] / inputs;
        }

        // Units that are always 0 are removed in any order, by a λ of any size.
        var ridge = mean * (dimension.Unit == InnerUnit.Channel ? RidgeOfConvolutions : RidgeOfLinearLayers);
        return new(dimension, affine, new ReadingProblem(dimension.Units, dimension.UnitWidth)
        {
            Gram = gram,
            Weights = layer.HasIntercept ? WithShift(affine) : affine.Weight,
            HasConstant = layer.HasIntercept,
            Ridge = ridge > 0 ? ridge : 1,
        })
        {
            Rows = (long)rows,
        };
    }

    /// <summary>A dimension without some units, whose reading layer keeps its weights for the others.</summary>
    /// <param name="dimension">The dimension.</param>
    /// <param name="layer">Its reading layer.</param>
    /// <param name="kept">The kept units, ascending.</param>
    public static Narrowing Sliced(InnerDimension dimension, WritingLayer layer, ImmutableArray<int> kept)
    {
        var problem = new ReadingProblem(dimension.Units, dimension.UnitWidth)
        {
            Gram = [],
            Weights = layer.Weight.Array.ToDoubles(),
            HasConstant = false,
            Ridge = 0,
        };
        var affine = new AffineLayer(layer with { Bias = null, Norm = null }, problem.Take(problem.InputsOf(kept)), []);
        return new(dimension, kept, [.. affine.ToTensors(_ => ([], []))]);
    }

    /// <summary>The dimension with some units, and its reading layer refitted; if that is not possible, with its old weights.</summary>
    /// <param name="kept">The kept units, ascending.</param>
    public Narrowing Keep(ImmutableArray<int> kept) =>
        Problem.Refit(kept) is { } weights ? Keep(kept, weights) : Keep(kept, Problem.Take(Problem.InputsOf(kept)));

    /// <summary>The dimension with some units, and new weights of its reading layer.</summary>
    /// <param name="kept">The kept units, ascending.</param>
    /// <param name="weights">[outputs, kept inputs], with the constant last if the layer can add one.</param>
    public Narrowing Keep(ImmutableArray<int> kept, double[] weights)
    {
        var (outputs, inputs) = (Problem.Outputs, kept.Length * Problem.UnitWidth);
        var size = weights.Length / outputs;
        var (matrix, shift) = (new double[outputs * inputs], new double[outputs]);
        for (var output = 0; output < outputs; output++)
        {
            weights.AsSpan(output * size, inputs).CopyTo(matrix.AsSpan(output * inputs));
            shift[output] = size > inputs ? weights[(output * size) + inputs] : 0;
        }

        var affine = Layer with { Weight = matrix, Shift = shift };
        return new(Dimension, kept, [.. affine.ToTensors(values => Problem.Moments(kept, values))]);
    }

    private static double[] WithShift(AffineLayer affine)
    {
        var (outputs, inputs) = (affine.Shift.Length, affine.Weight.Length / affine.Shift.Length);
        var joined = new double[outputs * (inputs + 1)];
        for (var output = 0; output < outputs; output++)
        {
            affine.Weight.AsSpan(output * inputs, inputs).CopyTo(joined.AsSpan(output * (inputs + 1)));
            joined[(output * (inputs + 1)) + inputs] = affine.Shift[output];
        }

        return joined;
    }
}
