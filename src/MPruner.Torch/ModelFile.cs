using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace MPruner.Torch;

/// <summary>A file in memory from which libtorch loads a module, tensor by tensor.</summary>
/// <remarks>
/// From an array it loads through two copies of the whole file. Freed, they leave holes in the heap, which tensors then divide, so that the
/// next two do not fit: for an encoder of 438 MB a run grew by gigabytes.
/// </remarks>
internal sealed partial class ModelFile : IDisposable
{
    private readonly SafeFileHandle handle;

    private ModelFile(SafeFileHandle handle) => this.handle = handle;

    /// <summary>Where libtorch opens it.</summary>
    public string Path => $"/proc/self/fd/{handle.DangerousGetHandle()}";

    /// <summary>Writes such a file; null where the system has none, as only Linux does.</summary>
    public static ModelFile? TryWrite(ReadOnlySpan<byte> content)
    {
        if (!OperatingSystem.IsLinux() || Create("mpruner", 0) is not (>= 0 and var descriptor))
        {
            return null;
        }

        var file = new ModelFile(new SafeFileHandle(descriptor, ownsHandle: true));
        RandomAccess.Write(file.handle, content, 0);
        return file;
    }

    /// <inheritdoc />
    public void Dispose() => handle.Dispose();

    [LibraryImport("libc", EntryPoint = "memfd_create", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Create(string name, uint flags);
}
