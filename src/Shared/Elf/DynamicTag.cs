namespace MPruner.Elf;

/// <summary>The tags of the dynamic section that are used here, with their numbers in the ABI.</summary>
internal enum DynamicTag : ulong
{
    /// <summary>DT_STRTAB.</summary>
    Strings = 5,

    /// <summary>DT_STRSZ.</summary>
    StringSize = 10,

    /// <summary>DT_SYMTAB.</summary>
    Symbols = 6,

    /// <summary>DT_RELA.</summary>
    Relocations = 7,

    /// <summary>DT_RELASZ.</summary>
    RelocationSize = 8,

    /// <summary>DT_JMPREL.</summary>
    CallRelocations = 23,

    /// <summary>DT_PLTRELSZ.</summary>
    CallRelocationSize = 2,

    /// <summary>DT_GNU_HASH.</summary>
    GnuHash = 0x6FFFFEF5,

    /// <summary>DT_VERSYM.</summary>
    SymbolVersions = 0x6FFFFFF0,

    /// <summary>DT_VERDEF.</summary>
    DefinedVersions = 0x6FFFFFFC,

    /// <summary>DT_VERDEFNUM.</summary>
    DefinedVersionCount = 0x6FFFFFFD,

    /// <summary>DT_VERNEED.</summary>
    NeededVersions = 0x6FFFFFFE,

    /// <summary>DT_VERNEEDNUM.</summary>
    NeededVersionCount = 0x6FFFFFFF,
}
