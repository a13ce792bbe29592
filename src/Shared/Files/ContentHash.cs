using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace MPruner.Shared.Files;

/// <summary>SHA-256 as lower-case hexadecimal digits.</summary>
internal static class ContentHash
{
    /// <summary>The hash of a file's bytes.</summary>
    public static string OfFile(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16, FileOptions.SequentialScan);
        using var sha = SHA256.Create();
        return Hex(sha.ComputeHash(file));
    }

    /// <summary>The hash of a text's UTF-8 bytes.</summary>
    public static string OfText(string text) => OfBytes(Encoding.UTF8.GetBytes(text));

    /// <summary>The hash of bytes.</summary>
    public static string OfBytes(byte[] bytes)
    {
        using var sha = SHA256.Create();
#pragma warning disable CA1850 // netstandard2.0 has no static method.
        return Hex(sha.ComputeHash(bytes));
#pragma warning restore CA1850
    }

    private static string Hex(byte[] hash) => string.Concat(hash.Select(digits => digits.ToString("x2", CultureInfo.InvariantCulture)));
}
