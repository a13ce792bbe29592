using System.Buffers.Binary;

namespace MPruner.Onnx.Wire;

/// <summary>How the payload of a field is stored.</summary>
internal enum WireKind
{
    /// <summary>A number of 7 bits a byte.</summary>
    Varint = 0,

    /// <summary>Eight bytes.</summary>
    Fixed64 = 1,

    /// <summary>Bytes with their number before them: a text, a message, or packed numbers.</summary>
    Bytes = 2,

    /// <summary>Four bytes.</summary>
    Fixed32 = 5,
}

/// <summary>One field of a message, with the bytes that it had in the file.</summary>
/// <param name="Number">The field's number in the protocol.</param>
/// <param name="Kind">How the payload is stored.</param>
/// <param name="Raw">The whole field: key, length and payload.</param>
/// <param name="Payload">The payload.</param>
internal sealed record WireField(int Number, WireKind Kind, ReadOnlyMemory<byte> Raw, ReadOnlyMemory<byte> Payload)
{
    /// <summary>A varint's value, or that of a fixed number as an integer.</summary>
    public ulong Integer => Kind switch
    {
        WireKind.Varint => VarintOf(Payload.Span),
        WireKind.Fixed64 => BinaryPrimitives.ReadUInt64LittleEndian(Payload.Span),
        WireKind.Fixed32 => BinaryPrimitives.ReadUInt32LittleEndian(Payload.Span),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    /// <summary>The payload as text.</summary>
    public string Text => System.Text.Encoding.UTF8.GetString(Payload.Span);

    /// <summary>A field with a text or a message.</summary>
    public static WireField OfBytes(int number, ReadOnlySpan<byte> payload)
    {
        var head = WireWriter.Varint(((ulong)number << 3) | (ulong)WireKind.Bytes);
        var length = WireWriter.Varint((ulong)payload.Length);
        byte[] raw = [.. head, .. length, .. payload];
        return new(number, WireKind.Bytes, raw, raw.AsMemory(head.Length + length.Length));
    }

    /// <summary>A field with a text.</summary>
    public static WireField OfText(int number, string text) => OfBytes(number, System.Text.Encoding.UTF8.GetBytes(text));

    /// <summary>A field with an integer.</summary>
    public static WireField OfInteger(int number, long value)
    {
        var head = WireWriter.Varint((ulong)number << 3);
        byte[] raw = [.. head, .. WireWriter.Varint((ulong)value)];
        return new(number, WireKind.Varint, raw, raw.AsMemory(head.Length));
    }

    private static ulong VarintOf(ReadOnlySpan<byte> bytes)
    {
        var value = 0UL;
        for (var i = 0; i < bytes.Length; i++)
        {
            value |= (ulong)(bytes[i] & 0x7F) << (7 * i);
        }

        return value;
    }
}
