namespace MPruner.TorchScript;

/// <summary>A TorchScript file is malformed, or names something that is not allowed.</summary>
public sealed class TorchScriptException : FormatException
{
    /// <summary>An error in a file.</summary>
    /// <param name="code">The stable code, <c>MPR1xxx</c>; documented in docs/errors.md.</param>
    /// <param name="location">Where it is.</param>
    /// <param name="finding">What was found, and what was expected.</param>
    /// <param name="advice">What to do.</param>
    internal TorchScriptException(string code, ArchiveLocation location, string finding, string advice)
        : base($"{location}{finding} {advice}")
    {
        Code = code;
        Entry = location.Entry;
        Offset = location.Offset;
    }

    /// <summary>The stable code, <c>MPR1xxx</c>.</summary>
    public string Code { get; }

    /// <summary>The archive entry, or an empty string for the archive as a whole.</summary>
    public string Entry { get; }

    /// <summary>The byte offset in the entry, or −1.</summary>
    public long Offset { get; }
}
