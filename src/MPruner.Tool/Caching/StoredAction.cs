using System.Text;
using MPruner.Shared.Files;

namespace MPruner.Tool.Caching;

/// <summary>The entry of a key, on disk and on a server alike: which contents belong to it.</summary>
/// <param name="Output">The hash of the model.</param>
/// <param name="Report">The hash of the report.</param>
internal sealed record StoredAction(string Output, string Report)
{
    /// <summary>No entry is longer: a header, three hashes and their names.</summary>
    public const int MaxBytes = 1024;

    private const string Header = "mpruner action 1";
    private const string OutputLine = "output ";
    private const string ReportLine = "report ";
    private const int HashDigits = 64;

    /// <summary>Reads an entry; null where the bytes are not exactly what <see cref="Print"/> writes.</summary>
    public static StoredAction? Parse(byte[] bytes)
    {
        var lines = Encoding.ASCII.GetString(bytes).Split('\n');
        if (lines.Length < 3 || Hash(lines[1], OutputLine) is not { } output || Hash(lines[2], ReportLine) is not { } report)
        {
            return null;
        }

        var action = new StoredAction(output, report);
        return action.Print().AsSpan().SequenceEqual(bytes) ? action : null;
    }

    /// <summary>The bytes of the entry, with their own hash.</summary>
    public byte[] Print()
    {
        var body = $"{Header}\n{OutputLine}{Output}\n{ReportLine}{Report}\n";
        return Encoding.ASCII.GetBytes($"{body}sum {ContentHash.OfText(body)}\n");
    }

    /// <summary>The hash of a line. It becomes a file's name and a part of an address, so that it must be nothing else.</summary>
    private static string? Hash(string line, string name) =>
        line.StartsWith(name, StringComparison.Ordinal)
        && line[name.Length..] is { Length: HashDigits } hash
        && hash.All(char.IsAsciiHexDigitLower)
            ? hash
            : null;
}
