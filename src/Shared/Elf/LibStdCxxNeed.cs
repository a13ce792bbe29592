namespace MPruner.Elf;

/// <summary>The one symbol version of libstdc++ that TorchSharp's native library requires but never uses.</summary>
/// <remarks>
/// GCC 13 adds a reference to <c>ios_base_library_init</c> to every object that includes <c>iostream</c>, so that the loader rejects it
/// with an older libstdc++, which does the same initialisation elsewhere. If no relocation uses the symbol, the reference has no other
/// effect, and with <c>VER_FLG_WEAK</c> the loader continues without it.
/// </remarks>
internal static class LibStdCxxNeed
{
    /// <summary>The library that defines the version.</summary>
    public const string Library = "libstdc++.so.6";

    /// <summary>The version, that of GCC 13.</summary>
    public const string Version = "GLIBCXX_3.4.32";

    private const string Symbol = "_ZSt21ios_base_library_initv";
    private const ushort Weak = 2;

    /// <summary>The versions of libstdc++ that the loader requires for a library.</summary>
    /// <exception cref="InvalidDataException">The file is no ELF library, or is damaged.</exception>
    public static IReadOnlyList<string> Of(byte[] library) =>
        [.. Strict(new ElfLibrary(new MemoryStream(library, writable: false))).Select(need => need.Version)];

    /// <summary>
    /// A copy of a library that no longer requires <see cref="Version"/>; the library itself if it does not require it.
    /// </summary>
    /// <exception cref="InvalidDataException">The file is no ELF library, is damaged, or uses a symbol of this version.</exception>
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
