using System.Collections.Immutable;
using MPruner.Core.Ports;
using MPruner.TorchScript.Programs;

namespace MPruner.ScriptModels.Widths;

/// <summary>A tensor of which one dimension belongs to the units of an inner dimension, unit by unit.</summary>
/// <param name="Tensor">The tensor, whose dimension <paramref name="Axis"/> has parts × units × entries of a unit.</param>
/// <param name="Parts">How many times the units occur: 1; 3 where one layer writes queries, keys and values.</param>
/// <param name="Axis">0: a layer writes the units by these rows. 1: a layer reads their means by these columns.</param>
internal sealed record UnitSlice(TensorInfo Tensor, int Parts = 1, int Axis = 0)
{
    /// <summary>The trainable values of one unit; 0 for a buffer.</summary>
    /// <param name="units">The number of units.</param>
    public long ParametersOf(int units) => Tensor.RequiresGrad ? Tensor.ElementCount / units : 0;

    /// <summary>What belongs to the remaining units.</summary>
    /// <param name="all">The tensor's value; its other dimensions may have changed.</param>
    /// <param name="units">The number of units before.</param>
    /// <param name="kept">The remaining units, ascending.</param>
    public NumericArray Keep(NumericArray all, int units, ImmutableArray<int> kept)
    {
        // Row-major: the units of each part lie together, once for every index of the dimensions before.
        var parts = (int)all.Shape.Take(Axis).Aggregate((long)Parts, (product, size) => product * size);
        var bytes = all.Data.Length / (parts * units);
        var data = new byte[bytes * parts * kept.Length];
        for (var (part, to) = (0, 0); part < parts; part++)
        {
            foreach (var unit in kept)
            {
                all.Data.Slice(((part * units) + unit) * bytes, bytes).CopyTo(data.AsMemory(to, bytes));
                to += bytes;
            }
        }

        return new NumericArray(all.Type, all.Shape.SetItem(Axis, all.Shape[Axis] / units * kept.Length), data);
    }
}
