namespace MPruner.Elf;

/// <summary>The exceptions of reading and writing a library.</summary>
internal static class ElfFault
{
    /// <summary>Whether an exception is the file's fault (damaged, of another format, not accessible) rather than a bug.</summary>
    public static bool Is(Exception exception) =>
        exception is InvalidDataException or OverflowException or IOException or UnauthorizedAccessException;
}
