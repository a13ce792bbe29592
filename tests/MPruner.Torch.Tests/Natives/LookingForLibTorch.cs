using MPruner.Core;
using MPruner.Torch.Natives;

namespace MPruner.Torch.Tests.Natives;

public sealed class LookingForLibTorch : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("mpruner-libtorch-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void TakesTheFolderThatTheUserNames() =>
        Assert.Equal(Files.LibTorch, Find(("MPRUNER_LIBTORCH", Files.LibTorch), ("MPRUNER_PROJECT_NATIVES", "/elsewhere")));

    [Fact]
    public void TakesWhatTheProjectResolvedAndThenThePackagesFolders()
    {
        var packages = Path.GetFullPath(Path.Combine(Files.LibTorch, "..", "..", "..", "..", ".."));

        Assert.Equal(Files.LibTorch, Find(("MPRUNER_PROJECT_NATIVES", $"{folder}{Path.PathSeparator}{Files.LibTorch}"), ("NUGET_PACKAGES", folder)));
        Assert.Equal(Files.LibTorch, Find(("MPRUNER_PACKAGES", folder), ("NUGET_PACKAGES", packages)));
    }

    [Fact]
    public void PassesOverAProjectsOtherVersion()
    {
        var old = Imitate("libtorch-cpu-linux-x64/2.7.1/runtimes/linux-x64/native");

        Assert.Equal(Files.LibTorch, Find(("MPRUNER_PROJECT_NATIVES", old), ("MPRUNER_PACKAGES", Path.GetFullPath(Path.Combine(Files.LibTorch, "..", "..", "..", "..", "..")))));
    }

    [Fact]
    public void RefusesANamedFolderWithAnotherVersionBeforeLoadingIt()
    {
        var old = Imitate("libtorch-cpu-linux-x64/2.7.1/runtimes/linux-x64/native");

        var refused = Assert.ThrowsAny<PrunerException>(() => Find(("MPRUNER_LIBTORCH", old)));

        Assert.Equal("MPR3009", refused.Code);
        Assert.Contains("2.7.1", refused.Message, StringComparison.Ordinal);
        Assert.Contains("2.10.0", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void KnowsADistributionsVersionFromItsFile()
    {
        var lib = Imitate("libtorch/lib");
        File.WriteAllText(Path.Combine(folder, "libtorch", "build-version"), "2.8.0+cu128\n");

        Assert.Contains("2.8.0+cu128", Assert.ThrowsAny<PrunerException>(() => Find(("MPRUNER_LIBTORCH", lib))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void RefusesALibTorchWithoutTheFunctionsThatAreCalled()
    {
        var strange = Path.Combine(folder, "strange");
        Directory.CreateDirectory(strange);
        foreach (var file in Files.Linux.LibTorch)
        {
            File.Copy(Path.Combine(Files.LibTorch, "libc10.so"), Path.Combine(strange, file));
        }

        var refused = Assert.ThrowsAny<PrunerException>(() => Find(("MPRUNER_LIBTORCH", strange)));

        Assert.Equal("MPR3009", refused.Code);
        Assert.Contains("it lacks _ZN", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void RefusesFilesThatAreNoLibraries() =>
        Assert.Equal("MPR3009", Assert.ThrowsAny<PrunerException>(() => Find(("MPRUNER_LIBTORCH", Imitate("empty")))).Code);

    [Fact]
    public void NamesEveryFolderAndTheLineToAddWhereThereIsNone()
    {
        var refused = Assert.ThrowsAny<PrunerException>(() => new LibTorchSearch(
            Files.World(("MPRUNER_PACKAGES", folder)) with { MorePackagesFolders = () => ["/asked"] }, new NativePlatform("linux-riscv64")).Find(Files.LibTorchSharp));

        Assert.Equal("MPR3001", refused.Code);
        Assert.Contains(folder, refused.Message, StringComparison.Ordinal);
        Assert.Contains("/asked/libtorch-cpu-linux-riscv64/2.10.0", refused.Message, StringComparison.Ordinal);
        Assert.Contains("<PackageDownload Include=\"libtorch-cpu-linux-riscv64\" Version=\"[2.10.0]\" />", refused.Message, StringComparison.Ordinal);
        Assert.Contains("mpruner engine install", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void LooksNowhereElseWhereTheUserNamesAFolder()
    {
        var refused = Assert.ThrowsAny<PrunerException>(() => Find(("MPRUNER_LIBTORCH", folder)));

        Assert.Equal("MPR3001", refused.Code);
        Assert.Contains($"Looked in {folder}. MPRUNER_LIBTORCH", refused.Message, StringComparison.Ordinal);
    }

    private static string Find(params (string Name, string Value)[] variables) =>
        new LibTorchSearch(Files.World(variables), Files.Linux).Find(Files.LibTorchSharp).Path;

    /// <summary>A folder with files of the right names and nothing in them.</summary>
    private string Imitate(string path)
    {
        var full = Path.Combine(folder, path);
        Directory.CreateDirectory(full);
        foreach (var file in Files.Linux.LibTorch)
        {
            File.WriteAllText(Path.Combine(full, file), "");
        }

        return full;
    }
}
