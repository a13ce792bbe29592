using System.Runtime.InteropServices;

namespace MPruner.Torch.Tests;

public sealed class TheNativeHeap
{
    [Fact]
    public void KeepsFreedMemoryIfTheCLibraryIsGlibc()
    {
        var isGlibc = NativeLibrary.TryLoad("libc.so.6", out var library)
            && NativeLibrary.TryGetExport(library, "gnu_get_libc_version", out _);

        Assert.Equal(isGlibc, NativeHeap.KeepFreedMemory());
    }
}
