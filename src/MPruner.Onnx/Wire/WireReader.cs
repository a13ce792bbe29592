using MPruner.Onnx.Faults;

namespace MPruner.Onnx.Wire;

/// <summary>Reads the fields of a protobuf message one after the other.</summary>
/// <param name="bytes">The message.</param>
/// <param name="place">What it is, for messages.</param>
internal sealed class WireReader(ReadOnlyMemory<byte> bytes, string place)
{
    private const int LongestVarint = 10;

    private int position;

    /// <summary>The next field; null at the end.</summary>
    /// <exception cref="OnnxException"><c>MPR1601</c>: there is no whole field.</exception>
    public WireField? Next()
    {
        if (position == bytes.Length)
        {
            return null;
        }

        var start = position;
        var key = Varint();
        var (number, kind) = (key >> 3, (WireKind)(key & 7));
        if (number is 0 or > 0x1FFFFFFF)
        {
            throw Fault(start, $"found the field number {number}, expected 1 to 536870911");
        }

        var payload = kind switch
        {
            WireKind.Varint => VarintPayload(),
            WireKind.Fixed64 => Take(8),
            WireKind.Fixed32 => Take(4),
            WireKind.Bytes => Take(Varint()),
            _ => throw Fault(start, $"found the wire type {(int)kind}, expected 0, 1, 2 or 5"),
        };
        return new WireField((int)number, kind, bytes[start..position], payload);
    }

    /// <summary>All that follows as varints.</summary>
    public IEnumerable<long> Varints()
    {
        while (position < bytes.Length)
        {
            yield return (long)Varint();
        }
    }

    private ReadOnlyMemory<byte> VarintPayload()
    {
        var start = position;
        _ = Varint();
        return bytes[start..position];
    }

    private ulong Varint()
    {
        var start = position;
        var span = bytes.Span;
        var value = 0UL;
        for (var shift = 0; position < span.Length && position - start < LongestVarint; shift += 7)
        {
            var next = span[position++];
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
            {
                return value;
            }
        }

        throw Fault(start, "found a number that does not end");
    }

    private ReadOnlyMemory<byte> Take(ulong count)
    {
        if (count > (ulong)(bytes.Length - position))
        {
            throw Fault(position, $"found {bytes.Length - position} bytes, expected {count}");
        }

        position += (int)count;
        return bytes[(position - (int)count)..position];
    }

    private OnnxException Fault(int at, string finding) => OnnxFault.Truncated(place, $"At byte {at}, {finding}.");
}
