namespace MPruner.TorchScript.Archive;

/// <summary>One entry of a TorchScript archive.</summary>
/// <param name="Name">
/// The name below the root folder, for example <c>data.pkl</c> or <c>code/__torch__.py</c>. It is never used as a path.
/// </param>
/// <param name="Data">The uncompressed content. A stored entry's content is a slice of the file that was read.</param>
public sealed record ArchiveEntry(string Name, ReadOnlyMemory<byte> Data)
{
    /// <summary>The entry as it is in the file that was read; null for a new entry.</summary>
    internal RawEntry? Raw { get; init; }

    /// <summary>The order in the file: the offset in the file that was read, or that of the entry that this one replaces.</summary>
    internal long Position { get; init; } = long.MaxValue;
}

/// <summary>The spans of an entry that is copied into the next archive unchanged: its content is never compressed again.</summary>
/// <param name="Header">The local header with name and extra fields.</param>
/// <param name="Packed">The content as it is stored.</param>
/// <param name="Trailer">The bytes up to the next entry: the data descriptor, if any.</param>
/// <param name="Record">The record of the central directory.</param>
internal sealed record RawEntry(
    ReadOnlyMemory<byte> Header, ReadOnlyMemory<byte> Packed, ReadOnlyMemory<byte> Trailer, DirectoryRecord Record);
