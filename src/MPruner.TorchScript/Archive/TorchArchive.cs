using System.Collections.Frozen;
using System.Collections.Immutable;

namespace MPruner.TorchScript.Archive;

/// <summary>A TorchScript file as a zip archive: entries under one root folder.</summary>
/// <remarks>
/// An archive that was only read is written byte for byte as it was. Entries that an edit does not change keep their bytes and their order.
/// Files can have up to 2 GB, because the file is one span of memory and stored contents are slices of it.
/// </remarks>
public sealed class TorchArchive
{
    private readonly ZipDirectory _directory;
    private readonly FrozenDictionary<string, ArchiveEntry> _byName;
    private readonly bool _changed;

    private TorchArchive(string root, ImmutableArray<ArchiveEntry> entries, ZipDirectory directory, bool changed)
    {
        Root = root;
        Entries = entries;
        _directory = directory;
        _changed = changed;
        _byName = entries.ToFrozenDictionary(e => e.Name, StringComparer.Ordinal);
    }

    /// <summary>The name of the folder that contains all entries. Any name is valid.</summary>
    public string Root { get; }

    /// <summary>The entries in the order of the directory.</summary>
    public ImmutableArray<ArchiveEntry> Entries { get; }

    /// <summary>Reads an archive, without copying the content of stored entries.</summary>
    /// <param name="file">The whole file. It must not change while the archive is in use.</param>
    /// <exception cref="TorchScriptException">
    /// The file is not a zip archive, or it is damaged or hostile (<c>MPR1001</c> to <c>MPR1008</c>).
    /// </exception>
    public static TorchArchive Read(ReadOnlyMemory<byte> file)
    {
        var directory = ZipDirectory.Read(file);
        if (directory.Records.IsEmpty)
        {
            throw ZipFault.Names("The archive has no entries, expected a folder with data.pkl and code.");
        }

        var first = directory.Records[0].Name;
        if (first.EndsWith(".npy", StringComparison.Ordinal))
        {
            throw ZipFault.Legacy("NumPy arrays (.npz)");
        }

        var rootLength = first.IndexOf('/', StringComparison.Ordinal) + 1;
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var record in directory.Records)
        {
            if (rootLength < 2 || string.CompareOrdinal(record.Name, 0, first, 0, rootLength) != 0)
            {
                throw ZipFault.Names($"The entries '{first}' and '{record.Name}' are not in the same folder, expected one folder for all.");
            }

            if (!names.Add(record.Name))
            {
                throw ZipFault.Names($"The archive has two entries '{record.Name}', expected one.");
            }
        }

        return new TorchArchive(first[..(rootLength - 1)], ZipEntries.Read(file, directory, rootLength), directory, changed: false);
    }

    /// <summary>The entry with a name below the root folder, or null.</summary>
    public ArchiveEntry? Find(string nameUnderRoot) => _byName.GetValueOrDefault(nameUnderRoot);

    /// <summary>The archive with other entries.</summary>
    /// <param name="changed">
    /// Names and contents. An existing entry is replaced in its place, a new one is added at the end. Contents are stored, not compressed.
    /// </param>
    /// <param name="removed">Names of the entries to remove.</param>
    public TorchArchive With(IEnumerable<KeyValuePair<string, ReadOnlyMemory<byte>>> changed, IEnumerable<string> removed)
    {
        var contents = changed.ToList();
        var gone = removed.ToHashSet(StringComparer.Ordinal);
        var byName = contents.ToDictionary(c => c.Key, c => c.Value, StringComparer.Ordinal);
        var entries = ImmutableArray.CreateBuilder<ArchiveEntry>(Entries.Length + contents.Count);
        foreach (var entry in Entries.Where(e => !gone.Contains(e.Name)))
        {
            var isChanged = byName.TryGetValue(entry.Name, out var data);
            entries.Add(isChanged ? new ArchiveEntry(entry.Name, data) { Position = entry.Position } : entry);
        }

        entries.AddRange(contents.Where(c => !_byName.ContainsKey(c.Key)).Select(c => new ArchiveEntry(c.Key, c.Value)));
        return new TorchArchive(Root, entries.ToImmutable(), _directory, changed: true);
    }

    /// <summary>Writes the archive to an array.</summary>
    public byte[] Write()
    {
        var (spans, length) = Layout();
        var file = new byte[length];
        var at = 0;
        foreach (var span in spans)
        {
            span.Span.CopyTo(file.AsSpan(at));
            at += span.Length;
        }

        return file;
    }

    /// <summary>Writes the archive to a stream, without copying any content.</summary>
    public void Write(Stream stream)
    {
        foreach (var span in Layout().Spans)
        {
            stream.Write(span.Span);
        }
    }

    /// <summary>Writes the archive in few bytes: without padding, and with compressed contents where that is smaller.</summary>
    public byte[] WriteCompact() => CompactLayout.Write(Root, Entries);

    private (IReadOnlyList<ReadOnlyMemory<byte>> Spans, long Length) Layout() => ZipLayout.Of(Root, Entries, _directory, _changed);
}
