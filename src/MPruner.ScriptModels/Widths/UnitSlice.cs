using System.Collections.Immutable;
using MPruner.Core.Ports;
using MPruner.TorchScript.Programs;

namespace MPruner.ScriptModels.Widths;

/// <summary>A tensor whose rows (its first dimension) belong to the units of an inner dimension, unit by unit.</summary>
/// <param name="Tensor">The tensor: [parts × units × rows of a unit, …].</param>
/// <param name="Parts">How many times the units occur: 1; 3 where one layer writes queries, keys and values.</param>
internal sealed record RowSlice(TensorInfo Tensor, int Parts = 1)
{
    /// <summary>The trainable values of one unit; 0 for a buffer.</summary>
    /// <param name="units">The number of units.</param>
    public long ParametersOf(int units) => Tensor.RequiresGrad ? Tensor.ElementCount / units : 0;

    /// <summary>The rows of the remaining units.</summary>
    /// <param name="rows">The tensor's value; its other dimensions may have changed.</param>
    /// <param name="units">The number of units before.</param>
    /// <param name="kept">The remaining units, ascending.</param>
    public NumericArray Keep(NumericArray rows, int units, ImmutableArray<int> kept)
    {
        var bytes = rows.Data.Length / (Parts * units);
        var data = new byte[bytes * Parts * kept.Length];
        for (var (part, to) = (0, 0); part < Parts; part++)
        {
            foreach (var unit in kept)
            {
                rows.Data.Slice(((part * units) + unit) * bytes, bytes).CopyTo(data.AsMemory(to, bytes));
                to += bytes;
            }
        }

        return new NumericArray(rows.Type, rows.Shape.SetItem(0, rows.Shape[0] / units * kept.Length), data);
    }
}
