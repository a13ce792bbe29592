using System.Collections.Immutable;
using MPruner.Core.Ports;

namespace MPruner.Core.Formats;

/// <summary>A way to repair a seam: what becomes of its fit.</summary>
public abstract record RepairPlan;

/// <summary>The fit is added to the layer by which the block before the seam writes.</summary>
/// <param name="Layer">That layer.</param>
/// <param name="TakenOver">Tensors that get the values of the last removed block's: a fit cannot cross a layer norm.</param>
public sealed record FoldPlan(WritingLayer Layer, ImmutableArray<NamedArray> TakenOver) : RepairPlan;

/// <summary>The fit becomes an affine step of its own.</summary>
/// <param name="Type">The stream's element type.</param>
/// <param name="MapDimensions">The number of dimensions of the maps' positions; 0 where the stream is no maps.</param>
/// <param name="Rectified">Whether the blocks end by cutting off below zero.</param>
public sealed record StitchPlan(ElementType Type, int MapDimensions, bool Rectified) : RepairPlan;

/// <summary>The linear layer or convolution by which a block writes into the residual sum, with its values.</summary>
/// <param name="Weight">[outputs, …].</param>
/// <param name="Bias">[outputs]; null where it has none.</param>
/// <param name="Norm">The batch norm after it; null where there is none.</param>
public sealed record WritingLayer(NamedArray Weight, NamedArray? Bias, BatchNormValues? Norm)
{
    /// <summary>The number of values from which it computes one.</summary>
    public int Width => (int)(Weight.Array.Count / Outputs);

    /// <summary>The number of values that it computes.</summary>
    public int Outputs => (int)Weight.Array.Shape[0];

    /// <summary>Whether a constant can be added to what it writes.</summary>
    public bool HasIntercept => Bias is not null || Norm is not null;
}

/// <summary>A batch norm that uses its running statistics; [outputs] each.</summary>
/// <param name="Weight">γ.</param>
/// <param name="Bias">β.</param>
/// <param name="Mean">The running mean.</param>
/// <param name="Variance">The running variance.</param>
public sealed record BatchNormValues(NamedArray Weight, NamedArray Bias, NamedArray Mean, NamedArray Variance)
{
    /// <summary>ε.</summary>
    public required double Epsilon { get; init; }
}
