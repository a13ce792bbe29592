namespace MPruner.Elf;

/// <summary>Classifies the exceptions that occur while a library is read or written.</summary>
internal static class ElfFault
{
    /// <summary>Whether an exception is the file's fault (damaged, of another format, not accessible) rather than a bug.</summary>
    public static bool Is(Exception exception) =>
        exception is InvalidDataException or OverflowException or IOException or UnauthorizedAccessException;
}
