using System.Collections.Immutable;
using MPruner.Core.Ports;

namespace MPruner.Core.Formats;

/// <summary>One way in which a seam can be repaired: it determines how the solution of the least-squares problem is applied.</summary>
public abstract record RepairPlan;

/// <summary>The solution is added to the last linear layer of the block before the seam.</summary>
/// <param name="Layer">That layer.</param>
/// <param name="TakenOver">
/// Tensors of the block before the seam, with the values of the last removed block's layer norm: a fit cannot reproduce those.
/// </param>
public sealed record FoldPlan(WritingLayer Layer, ImmutableArray<NamedArray> TakenOver) : RepairPlan;

/// <summary>The solution becomes an affine step that is inserted into the seam.</summary>
/// <param name="Type">The stream's element type.</param>
/// <param name="MapDimensions">The number of position dimensions of the feature maps; 0 if the stream has none.</param>
/// <param name="Rectified">Whether the block end is a rectifier.</param>
public sealed record StitchPlan(ElementType Type, int MapDimensions, bool Rectified) : RepairPlan;

/// <summary>The last linear layer or convolution of a block, which writes into the residual sum, with its values.</summary>
/// <param name="Weight">[outputs, …].</param>
/// <param name="Bias">[outputs]; null if the layer has none.</param>
/// <param name="Norm">The batch norm after the layer; null if there is none.</param>
public sealed record WritingLayer(NamedArray Weight, NamedArray? Bias, BatchNormValues? Norm)
{
    /// <summary>The number of inputs per output.</summary>
    public int Width => (int)(Weight.Array.Count / Outputs);

    /// <summary>The number of outputs.</summary>
    public int Outputs => (int)Weight.Array.Shape[0];

    /// <summary>Whether the layer can add a constant to its output.</summary>
    public bool HasIntercept => Bias is not null || Norm is not null;
}

/// <summary>A batch norm that uses its running statistics. All arrays are [outputs].</summary>
/// <param name="Weight">γ.</param>
/// <param name="Bias">β.</param>
/// <param name="Mean">The running mean.</param>
/// <param name="Variance">The running variance.</param>
public sealed record BatchNormValues(NamedArray Weight, NamedArray Bias, NamedArray Mean, NamedArray Variance)
{
    /// <summary>ε.</summary>
    public required double Epsilon { get; init; }
}
