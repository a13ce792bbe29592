using System.Collections.Immutable;
using MPruner.Core.Ports;

namespace MPruner.Core.Formats;

/// <summary>A seam of a candidate, and the original model that provides the reference stream there.</summary>
public interface ISeamBench : IDisposable
{
    /// <summary>The model and the block whose output is the reference stream.</summary>
    (IPrunableModel Model, Block Block) Reference { get; }

    /// <summary>The number of inputs per output of the reference block's last linear layer; null if there is no such layer.</summary>
    int? LayerWidth { get; }

    /// <summary>The whole reference stream of a batch.</summary>
    /// <param name="inputs">The arguments in order.</param>
    NumericArray ReadStream(ImmutableArray<NumericArray> inputs);

    /// <summary>The reference stream at chosen rows.</summary>
    /// <param name="inputs">The arguments in order.</param>
    /// <param name="rows">
    /// int64: [examples, positions] of feature maps, or [rows], indices into the stream with all but its last dimension flattened.
    /// </param>
    /// <param name="onMaps">Whether rows are positions of feature maps.</param>
    ReferenceRows ReadRows(ImmutableArray<NumericArray> inputs, NumericArray rows, bool onMaps);

    /// <summary>Starts the fits of all repair plans that the block ends allow.</summary>
    /// <param name="type">The stream's element type.</param>
    /// <param name="mapDimensions">The number of position dimensions of the feature maps; 0 if the stream has none.</param>
    ISeamFit Fit(ElementType type, int mapDimensions);
}

/// <summary>The reference at chosen rows of one batch; both arrays are [rows, features].</summary>
/// <param name="Sum">The residual sum before the block end.</param>
/// <param name="Stream">The residual stream after the block end.</param>
public sealed record ReferenceRows(NumericArray Sum, NumericArray Stream);

/// <summary>
/// Ridge regressions of the error at a seam on the input of the repair, one for each repair plan. The engine accumulates their sums.
/// </summary>
/// <remarks>
/// With the input rows X and the error rows E, ΔW = (XᵀX + αsI)⁻¹XᵀE, where s = tr(XᵀX)/width. The sums are float64, and separate for the
/// fitted and the held-out examples. α is chosen by the error on the held-out examples.
/// </remarks>
public interface ISeamFit : IDisposable
{
    /// <summary>The repair plans; all results are in this order.</summary>
    ImmutableArray<RepairPlan> Plans { get; }

    /// <summary>Adds a batch to the sums.</summary>
    /// <param name="inputs">The arguments in order.</param>
    /// <param name="reference">The reference at the chosen rows.</param>
    /// <param name="rows">The chosen rows, as in <see cref="ISeamBench.ReadRows"/>.</param>
    /// <param name="heldOut">Whether the batch is held out.</param>
    void Add(ImmutableArray<NumericArray> inputs, ReferenceRows reference, NumericArray rows, bool heldOut);

    /// <summary>For each plan, the squared error on the held-out examples for each α, followed by the error without a fit.</summary>
    /// <param name="ridges">The values of α.</param>
    ImmutableArray<double[]> Errors(double[] ridges);

    /// <summary>For each plan, the change of the weights, [width, outputs]; with an intercept [width + 1, outputs].</summary>
    /// <param name="ridges">One α per plan.</param>
    ImmutableArray<NumericArray> Solve(double[] ridges);

    /// <summary>The mean and the variance of what weights compute from a plan's input.</summary>
    /// <param name="plan">The plan's index.</param>
    /// <param name="weights">float64 [width, outputs].</param>
    /// <returns>Two arrays of [outputs].</returns>
    (double[] Mean, double[] Variance) Moments(int plan, NumericArray weights);
}
