using System.Collections.Immutable;
using System.Runtime.InteropServices;
using MPruner.Core.Ports;
using MPruner.Onnx.BlockEnds;
using MPruner.Onnx.Numerics;

namespace MPruner.Onnx.Seams;

/// <summary>Reads what a layer reads for some of its outputs.</summary>
internal static class Patches
{
    /// <summary>Rows of a value with all but its last dimension flattened.</summary>
    /// <param name="value">[…, features].</param>
    /// <param name="rows">int64 [rows].</param>
    public static Matrix<double> Rows(NumericArray value, NumericArray rows)
    {
        var width = (int)value.Shape[^1];
        var chosen = MemoryMarshal.Cast<byte, long>(rows.Data.Span);
        var values = value.ToDoubles();
        var taken = new Matrix<double>(chosen.Length, width);
        for (var row = 0; row < chosen.Length; row++)
        {
            values.AsSpan((int)chosen[row] * width, width).CopyTo(taken.Row(row));
        }

        return taken;
    }

    /// <summary>What a convolution reads for some positions of its output, in the order of its weight: channel by channel.</summary>
    /// <param name="maps">[examples, channels, positions…].</param>
    /// <param name="positions">int64 [examples, positions] of the output.</param>
    /// <param name="window">The convolution's geometry.</param>
    public static Matrix<double> Of(NumericArray maps, NumericArray positions, Window window)
    {
        var chosen = MemoryMarshal.Cast<byte, long>(positions.Data.Span);
        var each = chosen.Length / (int)maps.Shape[0];
        var layout = new MapLayout(maps.Shape, window);
        var values = maps.ToDoubles();
        var patches = new Matrix<double>(chosen.Length, layout.Channels * layout.Offsets);
        for (var i = 0; i < chosen.Length; i++)
        {
            var example = values.AsSpan(i / each * layout.Channels * layout.Size, layout.Channels * layout.Size);
            var row = patches.Row(i);
            for (var offset = 0; offset < layout.Offsets; offset++)
            {
                if (layout.Place((int)chosen[i], offset) is { } place)
                {
                    for (var channel = 0; channel < layout.Channels; channel++)
                    {
                        row[(channel * layout.Offsets) + offset] = example[(channel * layout.Size) + place];
                    }
                }
            }
        }

        return patches;
    }

    /// <summary>Where the elements of patches are in maps.</summary>
    private sealed class MapLayout
    {
        private readonly ImmutableArray<long> sizes;
        private readonly ImmutableArray<long> outputs;
        private readonly Window window;

        public MapLayout(ImmutableArray<long> shape, Window window)
        {
            this.window = window;
            sizes = shape[2..];
            outputs = [.. sizes.Select((size, d) => Outputs(size, d))];
            Channels = (int)shape[1];
            Size = (int)sizes.Aggregate(1L, (product, size) => product * size);
            Offsets = (int)window.Kernel.Aggregate(1L, (product, size) => product * size);
        }

        public int Channels { get; }

        public int Size { get; }

        public int Offsets { get; }

        /// <summary>The place of an element of the patch of an output position; null in the padding.</summary>
        public int? Place(int position, int offset)
        {
            long place = 0, scale = 1, rest = position, within = offset;
            for (var d = sizes.Length - 1; d >= 0; d--)
            {
                var at = (rest % outputs[d] * window.Strides[d]) - window.Pads[d] + (within % window.Kernel[d] * window.Dilations[d]);
                if (at < 0 || at >= sizes[d])
                {
                    return null;
                }

                (place, scale) = (place + (at * scale), scale * sizes[d]);
                (rest, within) = (rest / outputs[d], within / window.Kernel[d]);
            }

            return (int)place;
        }

        private long Outputs(long size, int d) =>
            ((size + window.Pads[d] + window.EndPads[d] - (window.Dilations[d] * (window.Kernel[d] - 1)) - 1) / window.Strides[d]) + 1;
    }
}
