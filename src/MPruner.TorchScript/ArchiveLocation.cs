namespace MPruner.TorchScript;

/// <summary>A place in an archive, for messages.</summary>
/// <param name="Entry">The archive entry, or an empty string for the archive as a whole.</param>
/// <param name="Offset">The byte offset in the entry, or −1 where there is none.</param>
internal readonly record struct ArchiveLocation(string Entry, long Offset = -1)
{
    /// <summary>The archive as a whole.</summary>
    public static ArchiveLocation Whole { get; } = new("");

    /// <summary>The beginning of a message: <c>data.pkl@0x1F: </c>; empty for the archive as a whole.</summary>
    public override string ToString() => (Entry, Offset) switch
    {
        ("", < 0) => "",
        ("", _) => $"@0x{Offset:X}: ",
        (_, < 0) => $"{Entry}: ",
        _ => $"{Entry}@0x{Offset:X}: ",
    };
}
