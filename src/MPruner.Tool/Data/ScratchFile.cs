using Microsoft.Win32.SafeHandles;

namespace MPruner.Tool.Data;

/// <summary>A temporary file without a name: it is deleted with its handle, even when the process is killed.</summary>
internal static class ScratchFile
{
    /// <summary>Creates an empty one in the system's temporary folder.</summary>
    public static SafeFileHandle Create()
    {
        var path = Path.Combine(Path.GetTempPath(), $"mpruner-{Guid.NewGuid():N}.tmp");
        var handle = File.OpenHandle(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.Delete, FileOptions.DeleteOnClose);
        if (!OperatingSystem.IsWindows())
        {
            // DeleteOnClose is the runtime's own doing on Unix and would not survive a kill; an unlinked file does.
            File.Delete(path);
        }

        return handle;
    }
}
