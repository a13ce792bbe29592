using MPruner.Build.Engine;

namespace MPruner.Build.Tests.Engine;

public sealed class LookingForLibTorch : IDisposable
{
    private const string Manifest = """{ "libraries": { "TorchSharp/0.107.0": {}, "libtorch-cpu-linux-x64/2.10.0": {}, "Newtonsoft.Json/13.0.4": {} } }""";
    private readonly string packages = Directory.CreateTempSubdirectory("mpruner-packages-").FullName;

    public void Dispose() => Directory.Delete(packages, recursive: true);

    [Fact]
    public void TakesTheFoldersOfTheProjectsOwnNativesForThisPlatform() =>
        Assert.Equal(
            ["/p/libtorch-cpu-linux-x64/2.10.0/runtimes/linux-x64/native", "/p/torchsharp/0.107.0/runtimes/linux-x64/native", "/flat"],
            new LibTorchFolders("linux-x64").Find(
                [
                    "/p/libtorch-cpu-linux-x64/2.10.0/runtimes/linux-x64/native/libtorch_cpu.so",
                    "/p/libtorch-cpu-linux-x64/2.10.0/runtimes/linux-x64/native/libc10.so",
                    "/p/libtorch-cpu-win-x64/2.10.0/runtimes/win-x64/native/torch_cpu.dll",
                    "/p/torchsharp/0.107.0/runtimes/linux-x64/native/libLibTorchSharp.so",
                    "/p/sqlite/1.0.0/runtimes/linux-x64/native/libe_sqlite3.so",
                    "/flat/libtorch.so",
                ],
                "",
                Manifest));

    [Fact]
    public void TakesThePackagesThatTheToolWasMadeForWhereTheyAreUnpacked()
    {
        string libtorch = Path.Combine(packages, "libtorch-cpu-linux-x64", "2.10.0", "runtimes", "linux-x64", "native");
        string torchSharp = Path.Combine(packages, "torchsharp", "0.107.0", "runtimes", "linux-x64", "native");
        Directory.CreateDirectory(libtorch);

        Assert.Equal([libtorch], new LibTorchFolders("linux-x64").Find([], packages, Manifest));
        Directory.CreateDirectory(torchSharp);
        Assert.Equal([torchSharp, libtorch], new LibTorchFolders("linux-x64").Find([], packages, Manifest));
        Assert.Empty(new LibTorchFolders("osx-arm64").Find([], packages, Manifest));
    }

    [Theory]
    [InlineData("linux-x64", "LD_LIBRARY_PATH")]
    [InlineData("osx-arm64", "DYLD_LIBRARY_PATH")]
    [InlineData("win-x64", "PATH")]
    public void TellsTheLoaderInItsOwnVariable(string platform, string variable) => Assert.Equal(variable, new LibTorchFolders(platform).LoaderVariable);
}
