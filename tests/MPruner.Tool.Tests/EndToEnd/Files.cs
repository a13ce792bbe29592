using System.Security.Cryptography;

namespace MPruner.Tool.Tests.EndToEnd;

/// <summary>Facts about files, found without the tool's own code.</summary>
internal static class Files
{
    public static string Hash(string path) => Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(path)));
}
