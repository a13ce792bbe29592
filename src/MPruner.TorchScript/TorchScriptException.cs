namespace MPruner.TorchScript;

/// <summary>A TorchScript file that is malformed, or that names something which is not allowed.</summary>
/// <param name="code">The stable code, <c>MPR1xxx</c>; documented in docs/errors.md.</param>
/// <param name="entry">The archive entry, or an empty string for the archive as a whole.</param>
/// <param name="offset">The byte offset in the entry, or −1 where there is none.</param>
/// <param name="finding">What was found, and what was expected.</param>
/// <param name="advice">What to do.</param>
public sealed class TorchScriptException(string code, string entry, long offset, string finding, string advice)
    : FormatException(Describe(entry, offset, finding, advice))
{
    /// <summary>The stable code, <c>MPR1xxx</c>.</summary>
    public string Code { get; } = code;

    /// <summary>The archive entry, or an empty string for the archive as a whole.</summary>
    public string Entry { get; } = entry;

    /// <summary>The byte offset in the entry, or −1.</summary>
    public long Offset { get; } = offset;

    private static string Describe(string entry, long offset, string finding, string advice)
    {
        var where = (entry, offset) switch
        {
            ("", < 0) => "",
            ("", _) => $"@0x{offset:X}: ",
            (_, < 0) => $"{entry}: ",
            _ => $"{entry}@0x{offset:X}: ",
        };
        return $"{where}{finding} {advice}";
    }
}
