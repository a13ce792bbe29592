using System.Collections.Immutable;
using System.Runtime.InteropServices;
using MPruner.Core.Examples;
using MPruner.Core.Formats;
using MPruner.Core.Ports;

namespace MPruner.Core.Measuring;

/// <summary>Checks that the outputs of all blocks are finite: a single NaN makes the similarities of a whole run undefined.</summary>
/// <param name="examples">The data.</param>
/// <param name="start">The index of the group's first example.</param>
/// <param name="inputs">The group's inputs.</param>
internal sealed class FiniteCheck(BoundExamples examples, int start, ImmutableArray<NumericArray> inputs)
{
    /// <summary>
    /// Checks the diagonals of the raw Gram matrices, which are the squared lengths of the rows. Of a map of which only some features are
    /// sampled, only these are checked.
    /// </summary>
    /// <exception cref="PrunerException">
    /// <c>MPR3209</c>: an input is NaN or infinite; <c>MPR3210</c>: the output of a block is, for finite inputs.
    /// </exception>
    public void Check(IEnumerable<BlockRecord> records, List<BlockLayout> layouts)
    {
        foreach (var record in records)
        {
            if (record.Grams is { } grams && FirstNotFinite(grams) is { } row)
            {
                examples.RequireFinite(start, inputs);
                var layout = layouts[record.Block];
                var where = layout.HasTokens ? "one of its tokens" : $"example {examples.PositionInFile(start + row)}";
                throw new PrunerException(
                    "MPR3210",
                    $"{examples.Name}, {where}: the output of {layout.Block.Path} is NaN, infinite or beyond 1e19, "
                    + "although the inputs are finite. "
                    + "Similarities cannot be measured with it. If the token is padding, name its mask with Mask; "
                    + "otherwise leave the example out, or fix the model.");
            }
        }
    }

    private static int? FirstNotFinite(NumericArray grams)
    {
        var rows = (int)grams.Shape[^1];
        var values = MemoryMarshal.Cast<byte, float>(grams.Data.Span);
        for (var diagonal = 0; diagonal < values.Length / (int)grams.Shape[0]; diagonal += rows * rows)
        {
            for (var row = 0; row < rows; row++)
            {
                if (!float.IsFinite(values[diagonal + (row * rows) + row]))
                {
                    return row;
                }
            }
        }

        return null;
    }
}
