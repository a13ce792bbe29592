using System.Runtime.InteropServices;
using MPruner.Torch.Natives;

namespace MPruner.Torch.Tests.Natives;

public sealed partial class Variables
{
    [Fact]
    public void ReachNativeCodeUnlessTheUserHasSetThem()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The C library's environment is Linux's and macOS's.");
        NativeVariables.Set("MPRUNER_TEST_VARIABLE", "first");
        NativeVariables.Set("MPRUNER_TEST_VARIABLE", "second");

        Assert.Equal("first", Native("MPRUNER_TEST_VARIABLE"));
        Assert.Equal(Environment.GetEnvironmentVariable("GOMP_SPINCOUNT") ?? "1000", Native("GOMP_SPINCOUNT"));
    }

    private static string? Native(string name) => Marshal.PtrToStringUTF8(Variable(name));

    [LibraryImport("libc", EntryPoint = "getenv", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial nint Variable(string name);
}
