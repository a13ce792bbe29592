using System.Buffers.Binary;
using System.IO.MemoryMappedFiles;
using System.Runtime.InteropServices;
using System.Text;
using MPruner.Elf;

namespace MPruner.Torch.Natives;

/// <summary>The functions of a loaded library that it does not export, where its file names them for debuggers.</summary>
/// <param name="file">The file, a 64-bit little-endian ELF library.</param>
/// <param name="handle">The loaded library.</param>
/// <remarks>System V ABI, chapter 4: section headers, string and symbol tables.</remarks>
internal sealed unsafe class LinkerSymbols(string file, nint handle)
{
    private const uint SymbolTable = 2;

    /// <summary>The address of a function in memory; 0 where the file does not name it.</summary>
    /// <param name="name">The name that the linker knows.</param>
    /// <param name="exported">A function that the library exports: it shows where the library was loaded.</param>
    public nint Find(string name, string exported)
    {
        if (!NativeLibrary.TryGetExport(handle, exported, out var known))
        {
            return 0;
        }

        try
        {
            using var map = MemoryMappedFile.CreateFromFile(file, FileMode.Open, null, 0, MemoryMappedFileAccess.Read);
            using var view = map.CreateViewAccessor(0, 0, MemoryMappedFileAccess.Read);
            byte* start = null;
            view.SafeMemoryMappedViewHandle.AcquirePointer(ref start);
            try
            {
                var bytes = new ReadOnlySpan<byte>(start, checked((int)new FileInfo(file).Length));
                return ValueOf(name, bytes) is { } value && ValueOf(exported, bytes) is { } loaded ? known + (nint)(value - loaded) : 0;
            }
            finally
            {
                view.SafeMemoryMappedViewHandle.ReleasePointer();
            }
        }
        catch (Exception exception) when (exception is ArgumentException || ElfFault.Is(exception))
        {
            return 0;
        }
    }

    private static long? ValueOf(string name, ReadOnlySpan<byte> bytes)
    {
        var headers = bytes[Int32(bytes[40..])..];
        int size = BinaryPrimitives.ReadUInt16LittleEndian(bytes[58..]), count = BinaryPrimitives.ReadUInt16LittleEndian(bytes[60..]);
        for (var i = 0; i < count; i++)
        {
            var header = headers[(i * size)..];
            if (BinaryPrimitives.ReadUInt32LittleEndian(header[4..]) == SymbolTable)
            {
                var strings = headers[(BinaryPrimitives.ReadInt32LittleEndian(header[40..]) * size)..];
                return ValueOf(name, Content(bytes, strings), MemoryMarshal.Cast<byte, Symbol>(Content(bytes, header)));
            }
        }

        return null;
    }

    private static long? ValueOf(string name, ReadOnlySpan<byte> strings, ReadOnlySpan<Symbol> symbols)
    {
        var at = strings.IndexOf(Encoding.ASCII.GetBytes($"\0{name}\0")) + 1;
        foreach (ref readonly var symbol in symbols)
        {
            if (at > 0 && symbol.Name == at)
            {
                return symbol.Value;
            }
        }

        return null;
    }

    private static ReadOnlySpan<byte> Content(ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> header) =>
        bytes.Slice(Int32(header[24..]), Int32(header[32..]));

    /// <summary>A 64-bit number that fits into 32 bits, as all offsets in files below 2 GiB do.</summary>
    private static int Int32(ReadOnlySpan<byte> bytes) => checked((int)BinaryPrimitives.ReadUInt64LittleEndian(bytes));

    [StructLayout(LayoutKind.Sequential, Pack = 1)]
    private readonly record struct Symbol(uint Name, byte Kind, byte Visibility, ushort Section, long Value, ulong Size);
}
