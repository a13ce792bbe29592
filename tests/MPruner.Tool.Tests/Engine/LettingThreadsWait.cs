using System.Runtime.InteropServices;
using MPruner.Tool.Engine;

namespace MPruner.Tool.Tests.Engine;

public sealed partial class LettingThreadsWait
{
    [Fact]
    public void IsSaidToNativeCodeUnlessTheUserHasSaidIt()
    {
        WaitingThreads.SpinBriefly(name => name == "OMP_WAIT_POLICY" ? "active" : null);
        Assert.Equal(Environment.GetEnvironmentVariable(WaitingThreads.Variable), Native());

        WaitingThreads.SpinBriefly(_ => null);
        Assert.Equal(Environment.GetEnvironmentVariable(WaitingThreads.Variable) ?? WaitingThreads.Turns, Native());
    }

    private static string? Native() => Marshal.PtrToStringUTF8(Variable(WaitingThreads.Variable));

    [LibraryImport("libc", EntryPoint = "getenv", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial nint Variable(string name);
}
