namespace MPruner.Elf;

/// <summary>What reading and writing a library may end in.</summary>
internal static class ElfFault
{
    /// <summary>Whether an exception says that a file is damaged, of another kind, or out of reach, rather than that this code is wrong.</summary>
    public static bool Is(Exception exception) =>
        exception is InvalidDataException or OverflowException or IOException or UnauthorizedAccessException;
}
