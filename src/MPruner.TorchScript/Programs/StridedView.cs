namespace MPruner.TorchScript.Programs;

/// <summary>Copies between a storage and a tensor's elements in row-major order.</summary>
internal static class StridedView
{
    /// <summary>The elements in row-major order.</summary>
    public static byte[] Gather(TensorInfo tensor, ReadOnlySpan<byte> storage)
    {
        var size = tensor.Type.Size();
        if (tensor.ElementCount > Array.MaxLength / size)
        {
            throw ProgramFault.Tensor(
                $"Found a tensor of {tensor.ElementCount} elements of {size} bytes, expected at most {Array.MaxLength} bytes.");
        }

        var result = new byte[tensor.ElementCount * size];
        var at = 0;
        foreach (var (start, length) in Runs(tensor))
        {
            storage.Slice((int)start * size, length * size).CopyTo(result.AsSpan(at));
            at += length * size;
        }

        return result;
    }

    /// <summary>Writes elements, given in row-major order, to their positions in the storage.</summary>
    public static void Scatter(TensorInfo tensor, ReadOnlySpan<byte> elements, Span<byte> storage)
    {
        var size = tensor.Type.Size();
        var at = 0;
        foreach (var (start, length) in Runs(tensor))
        {
            elements.Slice(at, length * size).CopyTo(storage[((int)start * size)..]);
            at += length * size;
        }
    }

    /// <summary>The contiguous runs of elements in row-major order, as positions in the storage.</summary>
    private static IEnumerable<(long Start, int Length)> Runs(TensorInfo tensor)
    {
        if (tensor.ElementCount == 0)
        {
            yield break;
        }

        var outer = tensor.ContiguousFrom();
        var length = tensor.Sizes.Skip(outer).Aggregate(1L, (count, size) => count * size);
        var index = new long[outer];
        var start = tensor.Offset;
        while (true)
        {
            yield return (start, (int)length);
            var d = outer - 1;
            while (d >= 0 && ++index[d] == tensor.Sizes[d])
            {
                start -= (index[d] - 1) * tensor.Strides[d];
                index[d--] = 0;
            }

            if (d < 0)
            {
                yield break;
            }

            start += tensor.Strides[d];
        }
    }
}
