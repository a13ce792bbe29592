namespace MPruner.Onnx.Wire;

/// <summary>Writes numbers as protobuf does.</summary>
internal static class WireWriter
{
    /// <summary>A number of 7 bits a byte, the lowest first.</summary>
    public static byte[] Varint(ulong value)
    {
        var bytes = new List<byte>(10);
        while (value >= 0x80)
        {
            bytes.Add((byte)(value | 0x80));
            value >>= 7;
        }

        bytes.Add((byte)value);
        return [.. bytes];
    }
}
