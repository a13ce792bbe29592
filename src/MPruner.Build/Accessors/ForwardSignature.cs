using System.IO.Compression;
using System.Text;
using System.Text.RegularExpressions;

namespace MPruner.Build.Accessors;

/// <summary>
/// The signature of a TorchScript file's <c>forward</c>, read from its code. Only two small entries of the archive are looked at, so
/// that it costs the same for a large model as for a small one.
/// </summary>
/// <param name="Text">Parameters and result as the code has them, for people: <c>forward(x: Tensor) -> Tensor</c>.</param>
/// <param name="Parameters">The types of the parameters without a default value.</param>
/// <param name="Result">The type of the result.</param>
internal sealed record ForwardSignature(string Text, IReadOnlyList<string> Parameters, string Result)
{
    private const int LongestName = 4096;

    /// <summary>The opcode of pickle that names a class, in two lines. The first class of a file is that of the model.</summary>
    private const char Global = 'c';

    /// <summary>Reads it.</summary>
    /// <param name="path">The file.</param>
    /// <returns>Null where the file has no such code, or cannot be read: others report what is wrong with it.</returns>
    public static ForwardSignature? Read(string path)
    {
        try
        {
            using ZipArchive archive = ZipFile.OpenRead(path);
            return Entry(archive, "data.pkl") is { } data && ClassOf(data) is var (module, name)
                && Entry(archive, $"code/{module.Replace('.', '/')}.py") is { } code
                ? Parse(ReadAll(code), name)
                : null;
        }
        catch (Exception exception) when (exception is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>An entry by its path below the archive's one folder.</summary>
    private static ZipArchiveEntry? Entry(ZipArchive archive, string path) => archive.Entries.FirstOrDefault(
        entry => entry.FullName.IndexOf('/') is > 0 and var slash && entry.FullName.Substring(slash + 1) == path);

    /// <summary>The module and the name of the first class in a pickle.</summary>
    private static (string Module, string Name)? ClassOf(ZipArchiveEntry pickle)
    {
        using Stream stream = pickle.Open();
        byte[] start = new byte[LongestName];
        int length = 0;
        for (int count = -1; count != 0; length += count)
        {
            count = stream.Read(start, length, start.Length - length);
        }

        string[] lines = Encoding.UTF8.GetString(start, 0, length).Split('\n');
        return lines.Length > 2 && lines[0].IndexOf(Global) is >= 0 and var opcode ? (lines[0].Substring(opcode + 1), lines[1]) : null;
    }

    private static string ReadAll(ZipArchiveEntry entry)
    {
        using var reader = new StreamReader(entry.Open(), Encoding.UTF8);
        return reader.ReadToEnd();
    }

    private static ForwardSignature? Parse(string code, string name)
    {
        Match found = Regex.Match(
            code,
            $@"^class {Regex.Escape(name)}\(Module\):\n(?:(?!class ).*\n)*?"
            + @"  def forward\(\w+: [^,)]*(?:,\s*(?<inputs>[^:]+:(?:.|\n)*?))?\) -> (?<result>.+):\n",
            RegexOptions.Multiline | RegexOptions.CultureInvariant,
            TimeSpan.FromSeconds(5));
        if (!found.Success)
        {
            return null;
        }

        string[] inputs = [.. AtTopLevel(found.Groups["inputs"].Value)];
        string result = found.Groups["result"].Value;
        return new ForwardSignature(
            $"forward({string.Join(", ", inputs)}) -> {result}",
            [.. inputs.Where(input => input.IndexOf('=') < 0).Select(input => input.Substring(input.IndexOf(':') + 1).Trim())],
            result);
    }

    /// <summary>The parts between commas that are in no brackets.</summary>
    private static IEnumerable<string> AtTopLevel(string list)
    {
        (int start, int depth) = (0, 0);
        for (int i = 0; i < list.Length; i++)
        {
            depth += list[i] switch { '[' or '(' => 1, ']' or ')' => -1, _ => 0 };
            if (list[i] == ',' && depth == 0)
            {
                yield return list.Substring(start, i - start).Trim();
                start = i + 1;
            }
        }

        if (list.Substring(start).Trim() is { Length: > 0 } last)
        {
            yield return last;
        }
    }
}
