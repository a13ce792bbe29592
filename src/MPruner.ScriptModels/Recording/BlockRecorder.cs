using System.Collections.Immutable;
using System.Runtime.InteropServices;
using MPruner.Core.Formats;
using MPruner.Core.Ports;
using MPruner.ScriptModels.Ports;
using MPruner.ScriptModels.Tensors;
using MPruner.TorchScript;

namespace MPruner.ScriptModels.Recording;

/// <summary>A loaded instrumented program.</summary>
/// <param name="session">The program; disposed with the recorder.</param>
internal sealed class BlockRecorder(IModelSession session) : IBlockRecorder
{
    /// <inheritdoc/>
    public void Record(ImmutableArray<NumericArray> inputs, RecordRequest request, Action<PassRecord> look) => session.Invoke(
        Instrumenter.MeasureMethod,
        [.. inputs, request.Features, request.Rows, request.Places, request.Projection, request.Fits],
        records => look(new PassRecord([.. Blocks(records)], [.. Segments(records)])));

    /// <inheritdoc/>
    public void Dispose() => session.Dispose();

    private static IEnumerable<BlockRecord> Blocks(ImmutableArray<NumericArray> records)
    {
        for (var i = 0; i < records.Length; i++)
        {
            var header = MemoryMarshal.Cast<byte, long>(records[i].Data.Span).ToArray();
            if (header[0] < 0)
            {
                // The segments' records follow.
                yield break;
            }

            var rank = (int)header[3];
            var (input, output) = (((ScalarType)header[1]).ToElementType(), ((ScalarType)header[2]).ToElementType());
            var shape = new BlockShape(input, output, [.. header.AsSpan(4, rank)], [.. header.AsSpan(4 + rank)]);
            var grams = i + 1 < records.Length && records[i + 1].Type == ElementType.Float32 ? records[++i] : null;
            yield return new BlockRecord((int)header[0], shape, grams);
        }
    }

    private static IEnumerable<SegmentRecord> Segments(ImmutableArray<NumericArray> records)
    {
        for (var i = 0; i < records.Length; i++)
        {
            if (records[i] is { Type: ElementType.Int64 } head
                && MemoryMarshal.Cast<byte, long>(head.Data.Span) is [< 0, var segment, var rows, .. var marks])
            {
                var moments = i + 2 < records.Length && records[i + 2].Type == ElementType.Float32
                    ? new ChannelMoments(records[i + 2], records[i + 3], records[i + 4], records[i + 5])
                    : null;
                yield return new SegmentRecord((int)segment, rows, [.. marks], records[i + 1], moments);
            }
        }
    }
}
