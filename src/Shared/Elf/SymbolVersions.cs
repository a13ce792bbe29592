namespace MPruner.Elf;

/// <summary>The symbol versions that a library requires of other libraries, and those that it defines.</summary>
/// <remarks>Linux Standard Base, "Symbol Versioning".</remarks>
internal static class SymbolVersions
{
    /// <summary>The required versions, in file order.</summary>
    public static IReadOnlyList<VersionNeed> Needed(ElfLibrary library)
    {
        List<VersionNeed> needs = [];
        if (!library.Has(DynamicTag.NeededVersions))
        {
            return needs;
        }

        long at = library.OffsetOf(library[DynamicTag.NeededVersions]);
        for (ulong i = 0; i < library[DynamicTag.NeededVersionCount]; i++)
        {
            ElfBytes of = library.Read(at, 16);
            string file = library.Name(of.UInt32(4));
            long entry = at + of.UInt32(8);
            for (int j = 0; j < of.UInt16(2); j++)
            {
                ElfBytes need = library.Read(entry, 16);
                needs.Add(new VersionNeed(file, library.Name(need.UInt32(8)), need.UInt16(6), need.UInt16(4), entry + 4));
                entry += need.UInt32(12);
            }

            at += of.UInt32(12);
        }

        return needs;
    }

    /// <summary>The names of the versions that a library defines, starting with its own name.</summary>
    public static IReadOnlyList<string> Defined(ElfLibrary library)
    {
        List<string> names = [];
        if (!library.Has(DynamicTag.DefinedVersions))
        {
            return names;
        }

        long at = library.OffsetOf(library[DynamicTag.DefinedVersions]);
        for (ulong i = 0; i < library[DynamicTag.DefinedVersionCount]; i++)
        {
            ElfBytes definition = library.Read(at, 20);
            names.Add(library.Name(library.Read(at + definition.UInt32(12), 8).UInt32(0)));
            at += definition.UInt32(16);
        }

        return names;
    }
}
