using System.Collections.Immutable;
using MPruner.Core.Ports;

namespace MPruner.Core.Formats;

/// <summary>A place where consecutive blocks are removed.</summary>
/// <param name="Before">The block before them, which remains.</param>
/// <param name="Last">The last of them.</param>
public sealed record Seam(Block Before, Block Last)
{
    /// <summary>The place after a block behind which nothing is removed.</summary>
    public static Seam Empty(Block block) => new(block, block);

    /// <summary>Whether nothing is removed here.</summary>
    public bool IsEmpty => Before == Last;

    /// <summary>For messages and reports: <c>stage2.2 to stage2.4</c>.</summary>
    public override string ToString() => IsEmpty ? Before.Path : $"{Before.Path} to {Last.Path}";
}

/// <summary>What repairs a seam.</summary>
/// <param name="Seam">The seam.</param>
/// <param name="Tensors">Tensors of the block before it with their new values (fold); none for a stitch.</param>
/// <param name="Stitch">The step that is put in; null for a fold.</param>
/// <param name="HeldOutError">The squared error that remains at the seam on held-out calibration data.</param>
public sealed record SeamRepair(Seam Seam, ImmutableArray<NamedArray> Tensors, Stitch? Stitch, double HeldOutError)
{
    /// <summary>For reports: <c>fold</c> or <c>stitch</c>.</summary>
    public string Kind => Stitch is null ? "fold" : "stitch";
}

/// <summary>An affine step that is put into a seam: a linear layer over the last dimension, or a convolution that sees one position.</summary>
/// <param name="Weight">[width, width], for maps [width, width, 1…] with a 1 for each dimension of the positions.</param>
/// <param name="Bias">[width].</param>
/// <param name="Rectified">Whether it ends as the blocks do, cut off below zero.</param>
public sealed record Stitch(NumericArray Weight, NumericArray Bias, bool Rectified);
