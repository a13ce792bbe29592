using System.Runtime.InteropServices;
using MPruner.TorchScript.Programs;

namespace MPruner.ScriptModels.Storage;

/// <summary>A tensor as 8-bit integers, with one scale for each row of the first dimension: value ≈ integer · scale.</summary>
/// <param name="Integers">The integers in the order in which the values are in memory, −127 to 127.</param>
/// <param name="Scales">The scales; 0 for a row of zeros.</param>
internal sealed record StoredRows(sbyte[] Integers, float[] Scales)
{
    /// <summary>The integers nearest to a tensor's values.</summary>
    /// <param name="tensor">The tensor's shape; it is dense.</param>
    /// <param name="values">The values in the order in which they are in memory; all are finite.</param>
    /// <param name="steps">The greatest integer, at most 127.</param>
    /// <remarks>
    /// A row's scale is its greatest absolute value / steps, rounded up to half precision where that is possible. Storing the values that
    /// come out a second time gives the same integers and scales.
    /// </remarks>
    public static StoredRows Of(TensorInfo tensor, ReadOnlySpan<float> values, int steps)
    {
        var scales = new float[tensor.Sizes[0]];
        for (var i = 0; i < values.Length; i++)
        {
            ref var greatest = ref scales[Row(tensor, i)];
            greatest = Math.Max(greatest, Math.Abs(values[i]));
        }

        for (var row = 0; row < scales.Length; row++)
        {
            scales[row] = HalfValues.RoundedUp(scales[row] / steps);
        }

        var integers = new sbyte[values.Length];
        for (var i = 0; i < values.Length; i++)
        {
            var scale = scales[Row(tensor, i)];
            var nearest = scale == 0 ? 0 : MathF.Round(values[i] / scale);
            integers[i] = (sbyte)Math.Clamp(nearest, -steps, steps);
        }

        return new StoredRows(integers, scales);
    }

    /// <summary>The values, rounded as the code that unpacks them rounds: to single precision, once.</summary>
    public static byte[] Values(TensorInfo tensor, ReadOnlySpan<byte> integers, ReadOnlySpan<float> scales)
    {
        var values = new float[integers.Length];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = (sbyte)integers[i] * scales[Row(tensor, i)];
        }

        return MemoryMarshal.AsBytes(values.AsSpan()).ToArray();
    }

    private static int Row(TensorInfo tensor, int place) => (int)(place / Math.Max(tensor.Strides[0], 1) % tensor.Sizes[0]);
}
