using System.Collections.Immutable;
using MPruner.Core.Ports;

namespace MPruner.Core.Formats;

/// <summary>A place where consecutive blocks are missing.</summary>
/// <param name="Before">The block before the missing ones, which remains.</param>
/// <param name="Last">The last missing block.</param>
public sealed record Seam(Block Before, Block Last)
{
    /// <summary>An empty seam after a block: no block is missing there.</summary>
    public static Seam Empty(Block block) => new(block, block);

    /// <summary>Whether no block is missing.</summary>
    public bool IsEmpty => Before == Last;

    /// <summary>Formats the seam for messages and reports: <c>stage2.2 to stage2.4</c>.</summary>
    public override string ToString() => IsEmpty ? Before.Path : $"{Before.Path} to {Last.Path}";
}

/// <summary>A repair of a seam.</summary>
/// <param name="Seam">The seam.</param>
/// <param name="Tensors">For a fold, tensors of the block before the seam with their new values; empty for a stitch.</param>
/// <param name="Stitch">The inserted step; null for a fold.</param>
/// <param name="HeldOutError">The squared error that remains at the seam on held-out calibration data.</param>
public sealed record SeamRepair(Seam Seam, ImmutableArray<NamedArray> Tensors, Stitch? Stitch, double HeldOutError)
{
    /// <summary>The kind of repair for reports: <c>fold</c> or <c>stitch</c>.</summary>
    public string Kind => Stitch is null ? "fold" : "stitch";
}

/// <summary>
/// An affine step that is inserted into a seam: a linear layer over the last dimension, or a convolution with kernel size 1.
/// </summary>
/// <param name="Weight">[width, width]; for feature maps [width, width, 1…] with a 1 for each position dimension.</param>
/// <param name="Bias">[width].</param>
/// <param name="Rectified">Whether a rectifier follows, as at the end of the blocks.</param>
public sealed record Stitch(NumericArray Weight, NumericArray Bias, bool Rectified)
{
    /// <summary>The number of values that the step adds to the model.</summary>
    public long Values => Weight.Count + Bias.Count;
}
