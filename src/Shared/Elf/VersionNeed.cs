namespace MPruner.Elf;

/// <summary>A symbol version of another library that the loader requires for a library.</summary>
/// <param name="Library">The other library: <c>libstdc++.so.6</c>.</param>
/// <param name="Version">The version: <c>GLIBCXX_3.4.32</c>.</param>
/// <param name="Index">The index of the version, to which symbols refer.</param>
/// <param name="Flags">Bit 1 (<c>VER_FLG_WEAK</c>): the loader continues without it.</param>
/// <param name="FlagsOffset">The offset of the flags in the file.</param>
internal sealed record VersionNeed(string Library, string Version, ushort Index, ushort Flags, long FlagsOffset);
