using System.Text;

namespace MPruner.Shared.Files;

/// <summary>Recognises a small text that stands for a file which is kept elsewhere and was not fetched.</summary>
internal static class PointerFile
{
    /// <summary>The code of the error.</summary>
    public const string Code = "MPR3107";

    /// <summary>Git LFS writes less than that, and git-annex one line.</summary>
    private const int Longest = 1024;

    private static readonly (string Start, string Kind, string Command)[] Kinds =
    [
        ("version https://git-lfs.github.com/spec/", "Git LFS", "git lfs pull"),
        ("version https://hawser.github.com/spec/", "Git LFS", "git lfs pull"),
        ("/annex/objects/", "git-annex", "git annex get"),
    ];

    /// <summary>What is wrong with a file and what to do.</summary>
    /// <returns>Null for any other file, and for one that cannot be read: whoever reads it says why.</returns>
    public static string? Describe(string path)
    {
        string text = ShortText(path);
        foreach ((string start, string kind, string command) in Kinds)
        {
            if (text.StartsWith(start, StringComparison.Ordinal))
            {
                return $"'{path}' has {text.Length} bytes of text, with which {kind} points to the file; expected the file itself. "
                    + $"Run '{command}'.";
            }
        }

        return null;
    }

    private static string ShortText(string path)
    {
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            byte[] bytes = new byte[Longest];
            return file.Length < Longest ? Encoding.ASCII.GetString(bytes, 0, file.Read(bytes, 0, bytes.Length)) : "";
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
