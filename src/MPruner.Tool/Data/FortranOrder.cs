using System.Collections.Immutable;

namespace MPruner.Tool.Data;

/// <summary>Turns an array whose first dimension varies fastest into one whose examples are contiguous.</summary>
internal static class FortranOrder
{
    private const int BlockBytes = 4 << 20;
    private const int ReadBytes = 1 << 18;
    private const int WholeColumnBytes = 1 << 13;

    /// <summary>Reorders once, a block of examples at a time, so that memory stays small.</summary>
    /// <param name="scope">Where the result is kept.</param>
    /// <param name="elements">The elements in Fortran order.</param>
    /// <param name="shape">All dimensions, two or more.</param>
    /// <param name="size">Bytes of an element.</param>
    public static IByteRange ToRowMajor(DataFileScope scope, IByteRange elements, ImmutableArray<long> shape, int size)
    {
        var examples = shape[0];
        if (elements.Length == 0)
        {
            return elements;
        }

        var columns = RowMajorColumns(shape.AsSpan()[1..]);
        return scope.Keep(elements.Length, place =>
        {
            var block = (int)Math.Clamp(BlockBytes / ((long)columns.Length * size), 1, examples);
            var rows = new byte[(long)block * columns.Length * size];

            // Reading a run of a column costs as much as some kilobytes: short columns are read whole, many at a time.
            var whole = examples * size <= WholeColumnBytes;
            var group = whole ? (int)Math.Clamp(ReadBytes / (examples * size), 1, columns.Length) : 1;
            var stride = whole ? (int)examples : block;
            var read = new byte[(long)group * stride * size];
            for (long first = 0; first < examples; first += block)
            {
                var count = (int)Math.Min(block, examples - first);
                for (var c = 0; c < columns.Length; c += group)
                {
                    var width = Math.Min(group, columns.Length - c);
                    elements.Read(((c * examples) + (whole ? 0 : first)) * size, read.AsSpan(0, (whole ? width * stride : count) * size));
                    for (var i = 0; i < width * count; i++)
                    {
                        var (column, row) = (i / count, i % count);
                        var from = (column * stride) + row + (whole ? (int)first : 0);
                        var to = ((long)row * columns.Length) + columns[c + column];
                        read.AsSpan(from * size, size).CopyTo(rows.AsSpan((int)to * size));
                    }
                }

                place(first * columns.Length * size, rows.AsSpan(0, count * columns.Length * size));
            }
        });
    }

    /// <summary>For each column in Fortran order of the remaining dimensions, its place in row-major order.</summary>
    private static int[] RowMajorColumns(ReadOnlySpan<long> sizes)
    {
        var count = 1L;
        foreach (var size in sizes)
        {
            count = checked(count * size);
        }

        var columns = new int[count];
        var index = new long[sizes.Length];
        for (var c = 0; c < columns.Length; c++)
        {
            var place = 0L;
            for (var d = 0; d < sizes.Length; d++)
            {
                place = (place * sizes[d]) + index[d];
            }

            columns[c] = (int)place;
            for (var d = 0; d < sizes.Length && ++index[d] == sizes[d]; d++)
            {
                index[d] = 0;
            }
        }

        return columns;
    }
}
