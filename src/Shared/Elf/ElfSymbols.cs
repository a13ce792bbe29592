namespace MPruner.Elf;

/// <summary>The dynamic symbol table of a library.</summary>
/// <param name="library">The library.</param>
internal sealed class ElfSymbols(ElfLibrary library)
{
    private const int EntrySize = 24;
    private readonly long table = library.OffsetOf(library[DynamicTag.Symbols]);
    private readonly GnuHashTable hashes = new(library);

    /// <summary>
    /// The symbols that other libraries have to define, with their numbers and versions. Versions 0 and 1 mean any version.
    /// </summary>
    public IEnumerable<(uint Number, string Name, ushort Version)> Undefined()
    {
        long versions = library.OffsetOf(library[DynamicTag.SymbolVersions]);

        // Undefined symbols come first; the defined ones follow in the order of the hash table.
        for (uint number = 1; number < hashes.FirstSymbol; number++)
        {
            ElfBytes symbol = library.Read(table + ((long)number * EntrySize), EntrySize);
            if (symbol.UInt16(6) == 0 && !IsOptional(symbol))
            {
                ushort version = library.Read(versions + (2L * number), 2).UInt16(0);
                yield return (number, library.Name(symbol.UInt32(0)), (ushort)(version & 0x7FFF));
            }
        }
    }

    /// <summary>Whether the library defines a symbol.</summary>
    public bool Defines(string name)
    {
        foreach (uint number in hashes.Candidates(name))
        {
            ElfBytes symbol = library.Read(table + ((long)number * EntrySize), EntrySize);
            if (symbol.UInt16(6) != 0 && library.Name(symbol.UInt32(0)) == name)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The numbers of all symbols that a relocation refers to.</summary>
    public HashSet<uint> Relocated()
    {
        HashSet<uint> numbers = [];
        Collect(DynamicTag.Relocations, DynamicTag.RelocationSize, numbers);
        Collect(DynamicTag.CallRelocations, DynamicTag.CallRelocationSize, numbers);
        return numbers;
    }

    private static bool IsOptional(ElfBytes symbol) => symbol.Byte(4) >> 4 == 2;

    private void Collect(DynamicTag start, DynamicTag size, HashSet<uint> numbers)
    {
        if (!library.Has(start))
        {
            return;
        }

        int bytes = checked((int)library[size]);
        ElfBytes relocations = library.Read(library.OffsetOf(library[start]), bytes);
        for (int at = 0; at + EntrySize <= bytes; at += EntrySize)
        {
            _ = numbers.Add(relocations.UInt32(at + 12));
        }
    }
}
