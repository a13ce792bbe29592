using System.Security.Cryptography;

namespace MPruner.Tool.Tests.EndToEnd;

/// <summary>Facts about files, by other means than the tool's own.</summary>
internal static class Files
{
    public static string Hash(string path) => Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(path)));
}
