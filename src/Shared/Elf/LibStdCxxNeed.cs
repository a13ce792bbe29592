namespace MPruner.Elf;

/// <summary>The one symbol version that TorchSharp's native library requires of libstdc++ and never uses.</summary>
/// <remarks>
/// GCC 13 marks every object that includes <c>iostream</c> with <c>ios_base_library_init</c>, so that the loader refuses it beside an older
/// libstdc++, which does the same initialisation elsewhere. Where no relocation uses the symbol, the mark is all there is, and with
/// <c>VER_FLG_WEAK</c> the loader continues without it.
/// </remarks>
internal static class LibStdCxxNeed
{
    /// <summary>The library that has the version.</summary>
    public const string Library = "libstdc++.so.6";

    /// <summary>The version, GCC 13's.</summary>
    public const string Version = "GLIBCXX_3.4.32";

    private const string Symbol = "_ZSt21ios_base_library_initv";
    private const ushort Weak = 2;

    /// <summary>The versions of libstdc++ without which the loader refuses a library.</summary>
    /// <exception cref="InvalidDataException">Not an ELF library, or a damaged one.</exception>
    public static IReadOnlyList<string> Of(byte[] library) =>
        [.. Strict(new ElfLibrary(new MemoryStream(library, writable: false))).Select(need => need.Version)];

    /// <summary>
    /// A copy of a library for which <see cref="Version"/> is no longer a condition; the library itself where it is not one.
    /// </summary>
    /// <exception cref="InvalidDataException">Not an ELF library, a damaged one, or one that uses something of this version.</exception>
    public static byte[] MadeWeak(byte[] library)
    {
        var elf = new ElfLibrary(new MemoryStream(library, writable: false));
        VersionNeed? need = Strict(elf).FirstOrDefault(need => need.Version == Version);
        if (need is null)
        {
            return library;
        }

        var symbols = new ElfSymbols(elf);
        HashSet<uint> relocated = symbols.Relocated();
        foreach ((uint number, string name, ushort version) in symbols.Undefined())
        {
            if (version == need.Index && (name != Symbol || relocated.Contains(number)))
            {
                throw new InvalidDataException($"The library uses {name} of {Version}; an older {Library} does not have it.");
            }
        }

        byte[] copy = (byte[])library.Clone();
        copy[need.FlagsOffset] |= (byte)Weak;
        return copy;
    }

    private static IEnumerable<VersionNeed> Strict(ElfLibrary elf) =>
        SymbolVersions.Needed(elf).Where(need => need.Library == Library && (need.Flags & Weak) == 0);
}
