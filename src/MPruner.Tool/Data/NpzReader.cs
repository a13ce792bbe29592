using System.Collections.Immutable;
using System.IO.Compression;

namespace MPruner.Tool.Data;

/// <summary>Reads the arrays of an <c>.npz</c>: stored ones in place, deflated ones inflated once.</summary>
internal static class NpzReader
{
    private const string Ending = ".npy";

    /// <summary>Finds every array.</summary>
    public static ImmutableArray<StoredArray> Read(DataFileScope scope)
    {
        var arrays = ImmutableArray.CreateBuilder<StoredArray>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        ImmutableArray<NpzEntry> entries = [.. NpzDirectory.Read(scope.Path, scope.Whole).Where(entry => !IsFolder(entry))];
        var folder = CommonFolder(entries);
        foreach (var entry in entries)
        {
            if (!entry.Name.EndsWith(Ending, StringComparison.Ordinal))
            {
                throw DataFault.Damaged(scope.Path, $"entry '{entry.Name}' is not an array: its name does not end in {Ending}.");
            }

            var name = entry.Name[folder..^Ending.Length];
            if (!names.Add(name))
            {
                throw DataFault.Damaged(scope.Path, $"array '{name}' occurs twice.");
            }

            arrays.Add(NpyReader.Read(scope, name, entry.Deflated ? Inflate(scope, entry) : entry.Raw));
        }

        return arrays.ToImmutable();
    }

    /// <summary>numpy writes none of these; programs that pack a folder of arrays do, and macOS adds a folder of its own.</summary>
    private static bool IsFolder(NpzEntry entry) =>
        (entry.Name.EndsWith('/') && entry.Length == 0) || entry.Name.StartsWith("__MACOSX/", StringComparison.Ordinal);

    /// <summary>The length of the path that all entries begin with: an array is called like its file, not like the packed folder.</summary>
    private static int CommonFolder(ImmutableArray<NpzEntry> entries)
    {
        if (entries.IsEmpty)
        {
            return 0;
        }

        var folder = entries[0].Name[..(entries[0].Name.LastIndexOf('/') + 1)];
        while (!entries.All(entry => entry.Name.StartsWith(folder, StringComparison.Ordinal)))
        {
            folder = folder[..(folder.LastIndexOf('/', folder.Length - 2) + 1)];
        }

        return folder.Length;
    }

    private static IByteRange Inflate(DataFileScope scope, NpzEntry entry)
    {
        // Deflate expands at most 1032 times; a larger claim would only serve to exhaust memory or disk.
        if (entry.Length / 1032 > entry.Raw.Length)
        {
            throw DataFault.Damaged(
                scope.Path, $"entry '{entry.Name}' claims {entry.Length} bytes from {entry.Raw.Length} compressed ones.");
        }

        return scope.Keep(entry.Length, place =>
        {
            using var inflater = new GZipStream(new GzipFramedStream(entry), CompressionMode.Decompress);
            var chunk = new byte[1 << 16];
            long position = 0;
            while (inflater.Read(chunk) is > 0 and var count)
            {
                if (position + count > entry.Length)
                {
                    throw new InvalidDataException();
                }

                place(position, chunk.AsSpan(0, count));
                position += count;
            }

            if (position != entry.Length)
            {
                throw new InvalidDataException();
            }
        });
    }
}
