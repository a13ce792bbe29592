using System.Collections.Immutable;
using System.Runtime.InteropServices;
using MPruner.Core;
using MPruner.TorchScript;
using MPruner.TorchScript.Programs;

namespace MPruner.ScriptModels.Storage;

/// <summary>The form in which a tensor is stored.</summary>
/// <param name="Stored">The stored tensor, of the same shape.</param>
/// <param name="Scales">The scales of its rows if it is stored as 8-bit integers.</param>
internal sealed record TensorForm(NewTensor Stored, ImmutableArray<float> Scales)
{
    /// <summary>Fewer values in a row do not pay for its scale, and are few enough to keep two bytes each.</summary>
    private const int ShortestRow = 4;

    /// <summary>A tensor of up to this many bytes takes fewer if it shares a storage: an entry of an archive takes about 150.</summary>
    private const int SmallBytes = 4096;

    /// <summary>The form of a tensor; null if it stays as it is.</summary>
    /// <param name="tensor">The tensor.</param>
    /// <param name="memory">Its elements in the order in which they are in memory; null if they do not follow each other there.</param>
    /// <param name="weights">How weights are stored.</param>
    public static TensorForm? Of(TensorInfo tensor, ReadOnlyMemory<byte>? memory, StoredWeights weights)
    {
        if (memory is not { Length: > 0 } bytes)
        {
            return null;
        }

        var values = tensor.Type == ScalarType.Float32 ? MemoryMarshal.Cast<byte, float>(bytes.Span) : default;
        if (weights.Form == WeightStorage.Int8 && HasLongRows(tensor) && AreFinite(values))
        {
            return InRows(tensor, values, weights.Steps);
        }

        if (!values.IsEmpty && HalfValues.Suit(values))
        {
            return new(New(tensor, ScalarType.Float16, HalfValues.Store(values)), []);
        }

        var isPlain = tensor.Type is ScalarType.Float32 or ScalarType.Float64 or ScalarType.Int32 or ScalarType.Int64 or ScalarType.Bool;
        return isPlain && bytes.Length <= SmallBytes ? new(New(tensor, tensor.Type, bytes), []) : null;
    }

    private static TensorForm InRows(TensorInfo tensor, ReadOnlySpan<float> values, int steps)
    {
        var rows = StoredRows.Of(tensor, values, steps);
        var integers = MemoryMarshal.AsBytes(rows.Integers.AsSpan()).ToArray();
        return new(New(tensor, ScalarType.Int8, integers), [.. rows.Scales]);
    }

    private static NewTensor New(TensorInfo tensor, ScalarType type, ReadOnlyMemory<byte> memory) =>
        new(type, tensor.Sizes, tensor.Strides, memory);

    private static bool HasLongRows(TensorInfo tensor) =>
        tensor is { Type: ScalarType.Float32, Sizes.Length: > 1 } && tensor.ElementCount >= ShortestRow * tensor.Sizes[0];

    private static bool AreFinite(ReadOnlySpan<float> values)
    {
        foreach (var value in values)
        {
            if (!float.IsFinite(value))
            {
                return false;
            }
        }

        return true;
    }
}
