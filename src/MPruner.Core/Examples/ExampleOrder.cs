using System.Buffers.Binary;
using System.Security.Cryptography;

namespace MPruner.Core.Examples;

/// <summary>Tells whether two runs measure the same examples of a file in the same order.</summary>
internal static class ExampleOrder
{
    /// <summary>The SHA-256 of the examples' positions in the file, in lower-case hexadecimal.</summary>
    public static string Of(BoundExamples examples)
    {
        var positions = new byte[examples.Count * sizeof(int)];
        for (var example = 0; example < examples.Count; example++)
        {
            BinaryPrimitives.WriteInt32LittleEndian(positions.AsSpan(example * sizeof(int)), examples.PositionInFile(example));
        }

        return Convert.ToHexStringLower(SHA256.HashData(positions));
    }
}
