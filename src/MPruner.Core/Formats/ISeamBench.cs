using System.Collections.Immutable;
using MPruner.Core.Ports;

namespace MPruner.Core.Formats;

/// <summary>A seam of a candidate, and the model that shows what should flow there.</summary>
public interface ISeamBench : IDisposable
{
    /// <summary>The model and the block whose stream is the reference.</summary>
    (IPrunableModel Model, Block Block) Reference { get; }

    /// <summary>The inputs of one output of the layer by which the reference block writes; null where there is no such layer.</summary>
    int? LayerWidth { get; }

    /// <summary>The reference stream of a batch, whole.</summary>
    /// <param name="inputs">The arguments in order.</param>
    NumericArray ReadStream(ImmutableArray<NumericArray> inputs);

    /// <summary>The reference at chosen rows.</summary>
    /// <param name="inputs">The arguments in order.</param>
    /// <param name="rows">int64: [examples, positions] of maps, or [rows] of the stream with all but its last dimension flattened.</param>
    /// <param name="onMaps">Whether rows are positions of maps.</param>
    ReferenceRows ReadRows(ImmutableArray<NumericArray> inputs, NumericArray rows, bool onMaps);

    /// <summary>Starts the fit of every plan that the ends of the blocks allow.</summary>
    /// <param name="type">The stream's element type.</param>
    /// <param name="mapDimensions">The number of dimensions of the maps' positions; 0 where the stream is no maps.</param>
    ISeamFit Fit(ElementType type, int mapDimensions);
}

/// <summary>The reference at chosen rows of one batch, [rows, features] each.</summary>
/// <param name="Sum">The residual sum before the block's end.</param>
/// <param name="Stream">The stream after it.</param>
public sealed record ReferenceRows(NumericArray Sum, NumericArray Stream);

/// <summary>Ridge regressions of what is missing at a seam on what flows there, one for each plan, summed up inside the engine.</summary>
/// <remarks>
/// With rows x of the input and e of the error, ΔW = (XᵀX + αsI)⁻¹XᵀE, s = tr(XᵀX)/width. Sums are float64, apart for the examples that fit and
/// those held out, by which α is chosen.
/// </remarks>
public interface ISeamFit : IDisposable
{
    /// <summary>The plans, in the order of all results.</summary>
    ImmutableArray<RepairPlan> Plans { get; }

    /// <summary>Adds a batch to the sums.</summary>
    /// <param name="inputs">The arguments in order.</param>
    /// <param name="reference">The reference at the rows.</param>
    /// <param name="rows">The chosen rows.</param>
    /// <param name="heldOut">Whether the batch is held out.</param>
    void Add(ImmutableArray<NumericArray> inputs, ReferenceRows reference, NumericArray rows, bool heldOut);

    /// <summary>For each plan the squared error that each α leaves on held-out examples; last the one without a fit.</summary>
    /// <param name="ridges">The α.</param>
    ImmutableArray<double[]> Errors(double[] ridges);

    /// <summary>For each plan the change of the weights, [width, outputs].</summary>
    /// <param name="ridges">One α a plan.</param>
    ImmutableArray<NumericArray> Solve(double[] ridges);

    /// <summary>Mean and variance of what weights compute from a plan's input.</summary>
    /// <param name="plan">The plan's index.</param>
    /// <param name="weights">float64 [width, outputs].</param>
    /// <returns>[outputs] each.</returns>
    (double[] Mean, double[] Variance) Moments(int plan, NumericArray weights);
}
