using System.Collections.Immutable;
using MPruner.TorchScript.Pickle;

namespace MPruner.TorchScript.Programs;

/// <summary>A tensor as a pickle describes it: a view of a storage.</summary>
/// <param name="StorageKey">The name of the storage, which is the entry <c>data/KEY</c>, or <c>constants/KEY</c> for a constant.</param>
/// <param name="Type">The type of the elements.</param>
/// <param name="Offset">The position of the first element in the storage, in elements.</param>
/// <param name="Sizes">The shape; empty for a scalar.</param>
/// <param name="Strides">The distance between neighbours in elements, one for each dimension.</param>
/// <param name="RequiresGrad">Whether it is trainable.</param>
public sealed record TensorInfo(
    string StorageKey, ScalarType Type, long Offset, ImmutableArray<long> Sizes, ImmutableArray<long> Strides, bool RequiresGrad)
{
    private const int MaximalDimensions = 64;

    /// <summary>The number of elements.</summary>
    public long ElementCount => Sizes.Aggregate(1L, (count, size) => count * size);

    /// <summary>Whether the elements follow each other in row-major order.</summary>
    public bool IsContiguous => ContiguousFrom() == 0;

    /// <summary>Whether the elements follow each other without gap or overlap, in any order of the dimensions.</summary>
    public bool IsDense
    {
        get
        {
            var expected = 1L;
            foreach (var (stride, size) in Strides.Zip(Sizes).Where(d => d.Second != 1).OrderBy(d => d.First))
            {
                if (stride != expected)
                {
                    return false;
                }

                expected *= size;
            }

            return true;
        }
    }

    /// <summary>The tensor that a value describes; null if it is not a tensor.</summary>
    /// <exception cref="TorchScriptException">The tensor is invalid: negative sizes, unknown type (<c>MPR1205</c>).</exception>
    public static TensorInfo? Of(PickleValue value)
    {
        if (value is not PickleReduce { Callable.Module: "torch._utils" } call)
        {
            return null;
        }

        if (call is { Callable.Name: "_rebuild_parameter", Arguments: PickleTuple { Items: [var inner, ..] } })
        {
            return Of(inner);
        }

        if (call.Callable.Name is not ("_rebuild_tensor_v2" or "_rebuild_qtensor"))
        {
            return null;
        }

        var isQuantised = call.Callable.Name == "_rebuild_qtensor";
        if (call.Arguments is not PickleTuple
            { Items: [var storage, PickleInt offset, PickleTuple sizes, PickleTuple strides, .. var rest] }
            || rest.ElementAtOrDefault(isQuantised ? 1 : 0) is not PickleBool requiresGrad
            || StorageReference.Of(storage) is not { } reference)
        {
            throw ProgramFault.Tensor(
                "Found a tensor with invalid arguments, expected a storage, an offset, sizes, strides and a flag.");
        }

        var (key, type, count) = reference;
        var info = new TensorInfo(key, type, offset.Value, Numbers(sizes), Numbers(strides), requiresGrad.Value);
        info.Check(count);
        return info;
    }

    /// <inheritdoc/>
    public bool Equals(TensorInfo? other) =>
        other is not null
        && (StorageKey, Type, Offset, RequiresGrad) == (other.StorageKey, other.Type, other.Offset, other.RequiresGrad)
        && Sizes.AsSpan().SequenceEqual(other.Sizes.AsSpan())
        && Strides.AsSpan().SequenceEqual(other.Strides.AsSpan());

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(StorageKey, Type, Offset, ElementCount, Sizes.Length);

    /// <summary>The first dimension from which on elements are contiguous.</summary>
    internal int ContiguousFrom()
    {
        var expected = 1L;
        for (var d = Sizes.Length - 1; d >= 0; d--)
        {
            if (Sizes[d] != 1 && Strides[d] != expected)
            {
                return d + 1;
            }

            expected *= Sizes[d];
        }

        return 0;
    }

    private static ImmutableArray<long> Numbers(PickleTuple tuple) => [.. tuple.Items.Select(Number)];

    private static long Number(PickleValue item) => item is PickleInt { Value: >= 0 } number
        ? number.Value
        : throw ProgramFault.Tensor($"Found {item} as a size or stride of a tensor, expected a number of at least 0.");

    /// <summary>Checks that every element is in the storage, and that the element count fits 64 bits.</summary>
    private void Check(long storageElements)
    {
        if (Sizes.Length != Strides.Length || Sizes.Length > MaximalDimensions || Offset < 0)
        {
            throw ProgramFault.Tensor(
                $"Found a tensor with {Sizes.Length} sizes, {Strides.Length} strides and offset {Offset}, "
                + $"expected as many strides as sizes (at most {MaximalDimensions}) and an offset of at least 0.");
        }

        Int128 count = 1, last = Offset;
        for (var d = 0; d < Sizes.Length && count <= long.MaxValue; d++)
        {
            count *= Sizes[d];
            last += (Int128)Math.Max(Sizes[d] - 1, 0) * Strides[d];
        }

        if (count > long.MaxValue || (count > 0 && last >= storageElements))
        {
            throw ProgramFault.Tensor(
                $"Found a tensor of {count} elements up to index {last} of the storage '{StorageKey}', "
                + $"expected indices below {storageElements}.");
        }
    }
}
