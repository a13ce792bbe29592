using System.Collections.Immutable;
using Microsoft.Win32.SafeHandles;
using MPruner.Core.Ports;
using MPruner.Tool.Files;

namespace MPruner.Tool.Data;

/// <summary>An open data file: reads the requested examples and caches none.</summary>
internal sealed class DataFile : IExampleSource, IDisposable
{
    private readonly ImmutableArray<StoredArray> arrays;
    private readonly ImmutableArray<SafeFileHandle> handles;

    private DataFile(string name, ImmutableArray<StoredArray> arrays, ImmutableArray<SafeFileHandle> handles)
    {
        Name = name;
        this.arrays = arrays;
        this.handles = handles;
        Arrays = [.. arrays.Select(array => array.Header)];
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public ImmutableArray<ArrayHeader> Arrays { get; }

    /// <summary>Opens a file by the ending of its name.</summary>
    /// <param name="path">The file; it is named in messages as given.</param>
    /// <exception cref="ToolException">
    /// <c>MPR3101</c>–<c>MPR3107</c>: missing, unknown, damaged, of unusable type, empty, or not fetched.
    /// </exception>
    public static DataFile Open(string path)
    {
        Func<DataFileScope, ImmutableArray<StoredArray>> read = Path.GetExtension(path).ToUpperInvariant() switch
        {
            ".NPZ" => NpzReader.Read,
            ".NPY" => scope => [NpyReader.Read(scope, "", scope.Whole)],
            ".SAFETENSORS" => SafetensorsReader.Read,
            _ => throw DataFault.UnknownFormat(path),
        };

        FetchedFile.Check(path);
        using var scope = DataFileScope.Open(path);
        try
        {
            var arrays = read(scope);
            CheckExamples(path, arrays);
            return new DataFile(path, arrays, scope.Release());
        }
        catch (EndOfStreamException exception)
        {
            throw DataFault.Damaged(path, $"it ends early, after {scope.Whole.Length} bytes.", exception);
        }
        catch (InvalidDataException exception)
        {
            throw DataFault.Damaged(path, "a compressed entry does not inflate to its recorded size and sum.", exception);
        }
    }

    /// <inheritdoc/>
    public NumericArray Read(int array, ReadOnlySpan<int> examples)
    {
        var (header, bigEndian, bytes) = arrays[array];
        var row = header.Shape.Skip(1).Aggregate((long)header.Type.Size(), (product, size) => product * size);
        var data = new byte[checked(row * examples.Length)];
        for (var i = 0; i < examples.Length;)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(examples[i], nameof(examples));
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(examples[i], header.Shape[0], nameof(examples));
            var run = 1;
            while (i + run < examples.Length && examples[i + run] == examples[i] + run && examples[i + run] < header.Shape[0])
            {
                run++;
            }

            try
            {
                bytes.Read(examples[i] * row, data.AsSpan((int)(i * row), (int)(run * row)));
            }
            catch (EndOfStreamException exception)
            {
                throw DataFault.Damaged(Name, $"array '{header.Name}' ended early; the file changed while it was read.", exception);
            }

            i += run;
        }

        if (bigEndian)
        {
            Reverse(data, header.Type.Size());
        }

        if (header.Type == ElementType.Bool && data.AsSpan().IndexOfAnyExcept((byte)0, (byte)1) is >= 0 and var wrong)
        {
            throw DataFault.NotBool(Name, header.Name, data[wrong]);
        }

        return new NumericArray(header.Type, header.Shape.SetItem(0, examples.Length), data);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var handle in handles)
        {
            handle.Dispose();
        }
    }

    private static void CheckExamples(string path, ImmutableArray<StoredArray> arrays)
    {
        if (arrays.IsEmpty)
        {
            throw DataFault.Empty(path, "The file holds no array.");
        }

        foreach (var (header, _, _) in arrays)
        {
            if (header.Shape is [] or [0, ..])
            {
                throw DataFault.Empty(path, $"Array '{header.Name}' is {ArrayDescription.Of(header.Type, header.Shape)}.");
            }
        }
    }

    private static void Reverse(byte[] data, int size)
    {
        for (var i = 0; i < data.Length; i += size)
        {
            data.AsSpan(i, size).Reverse();
        }
    }
}
