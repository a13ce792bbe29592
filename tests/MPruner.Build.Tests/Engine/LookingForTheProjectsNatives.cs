using MPruner.Build.Engine;

namespace MPruner.Build.Tests.Engine;

public sealed class LookingForTheProjectsNatives
{
    [Fact]
    public void TakesTheFoldersThatHaveLibTorchForThePlatform() =>
        Assert.Equal(
            ["/p/libtorch-cpu-linux-x64/2.10.0/runtimes/linux-x64/native", "/flat"],
            new ProjectNatives("linux-x64").Find(
            [
                "/p/libtorch-cpu-linux-x64/2.10.0/runtimes/linux-x64/native/libtorch_cpu.so",
                "/p/libtorch-cpu-linux-x64/2.10.0/runtimes/linux-x64/native/libc10.so",
                "/p/libtorch-cpu-win-x64/2.10.0/runtimes/win-x64/native/torch_cpu.dll",
                "/p/torchsharp/0.107.0/runtimes/linux-x64/native/libLibTorchSharp.so",
                "/p/sqlite/1.0.0/runtimes/linux-x64/native/libe_sqlite3.so",
                "/flat/libtorch_cpu.so",
            ]));

    [Fact]
    public void FindsNothingInAProjectWithoutTorchSharp() =>
        Assert.Empty(new ProjectNatives("win-x64").Find(["/p/sqlite/1.0.0/runtimes/win-x64/native/e_sqlite3.dll"]));
}
