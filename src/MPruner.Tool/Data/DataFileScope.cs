using System.Collections.Immutable;
using Microsoft.Win32.SafeHandles;
using MPruner.Tool.Files;

namespace MPruner.Tool.Data;

/// <summary>A data file while it is being opened: owns its handles until they are handed on, and counts what is held in memory.</summary>
internal sealed class DataFileScope : IDisposable
{
    /// <summary>Payloads that cannot be read in place are held in memory up to this many bytes in total, then in a scratch file.</summary>
    private const long MemoryBudget = 8 << 20;

    private readonly List<SafeFileHandle> handles = [];
    private long held;

    private DataFileScope(string path, SafeFileHandle file)
    {
        Path = path;
        handles.Add(file);
        Whole = new FileBytes(file, 0, RandomAccess.GetLength(file));
    }

    /// <summary>The file as the user named it.</summary>
    public string Path { get; }

    /// <summary>All its bytes.</summary>
    public FileBytes Whole { get; }

    /// <summary>Opens a file for reading.</summary>
    public static DataFileScope Open(string path)
    {
        try
        {
            return new DataFileScope(path, File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.Read, FileOptions.RandomAccess));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw InputFile.Missing(path, exception);
        }
    }

    /// <summary>Keeps a payload that is produced rather than read in place.</summary>
    /// <param name="length">Its exact size in bytes.</param>
    /// <param name="produce">Called once; receives a function that takes the next bytes at a position.</param>
    public IByteRange Keep(long length, Action<PlaceBytes> produce)
    {
        if (held + length <= MemoryBudget)
        {
            held += length;
            var bytes = new byte[length];
            produce((position, chunk) => chunk.CopyTo(bytes.AsSpan((int)position)));
            return new MemoryBytes(bytes);
        }

        var scratch = ScratchFile.Create();
        handles.Add(scratch);
        produce((position, chunk) => RandomAccess.Write(scratch, chunk, position));
        return new FileBytes(scratch, 0, length);
    }

    /// <summary>Hands the handles to the opened file.</summary>
    public ImmutableArray<SafeFileHandle> Release()
    {
        ImmutableArray<SafeFileHandle> released = [.. handles];
        handles.Clear();
        return released;
    }

    /// <inheritdoc/>
    public void Dispose() => handles.ForEach(handle => handle.Dispose());
}

/// <summary>Puts bytes at a position of a payload.</summary>
internal delegate void PlaceBytes(long position, ReadOnlySpan<byte> chunk);
