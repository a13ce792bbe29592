using System.Collections.Immutable;

namespace MPruner.TorchScript.Programs;

/// <summary>A tensor to add to a program.</summary>
/// <param name="Type">The type of the elements.</param>
/// <param name="Sizes">The shape; empty for a scalar.</param>
/// <param name="Strides">The distance between neighbours, one for each dimension; the elements follow each other without gap.</param>
/// <param name="Memory">The elements in the order in which they are in memory, little-endian.</param>
public sealed record NewTensor(ScalarType Type, ImmutableArray<long> Sizes, ImmutableArray<long> Strides, ReadOnlyMemory<byte> Memory)
{
    /// <summary>A tensor whose elements are in row-major order.</summary>
    public NewTensor(ScalarType type, ImmutableArray<long> sizes, ReadOnlyMemory<byte> elements)
        : this(type, sizes, RowMajor(sizes), elements)
    {
    }

    /// <summary>Whether it is trainable.</summary>
    public bool RequiresGrad { get; init; }

    private static ImmutableArray<long> RowMajor(ImmutableArray<long> sizes)
    {
        var strides = new long[sizes.Length];
        var count = 1L;
        for (var d = sizes.Length - 1; d >= 0; d--)
        {
            strides[d] = count;
            count *= sizes[d];
        }

        return [.. strides];
    }
}
