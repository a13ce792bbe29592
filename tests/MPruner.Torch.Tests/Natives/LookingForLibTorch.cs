using MPruner.Core;
using MPruner.Torch.Natives;

namespace MPruner.Torch.Tests.Natives;

public sealed class LookingForLibTorch : IDisposable
{
    private static readonly string PackagesFolder = Path.GetFullPath(Path.Combine(Files.LibTorch, "..", "..", "..", "..", ".."));

    private readonly string folder = Directory.CreateTempSubdirectory("mpruner-libtorch-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void TakesTheFolderThatTheUserNames() =>
        Assert.Equal(Files.LibTorch, Find(("MPRUNER_LIBTORCH", Files.LibTorch), ("MPRUNER_PROJECT_NATIVES", "/elsewhere")));

    [Fact]
    public void TakesWhatTheProjectResolvedAndThenThePackagesFolders()
    {
        var natives = $"{folder}{Path.PathSeparator}{Files.LibTorch}";

        Assert.Equal(Files.LibTorch, Find(("MPRUNER_PROJECT_NATIVES", natives), ("NUGET_PACKAGES", folder)));
        Assert.Equal(Files.LibTorch, Find(("MPRUNER_PACKAGES", folder), ("NUGET_PACKAGES", PackagesFolder)));
    }

    [Fact]
    public void SkipsAnotherVersionOfTheProject()
    {
        var old = Imitate("libtorch-cpu-linux-x64/2.7.1/runtimes/linux-x64/native");

        Assert.Equal(Files.LibTorch, Find(("MPRUNER_PROJECT_NATIVES", old), ("MPRUNER_PACKAGES", PackagesFolder)));
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

        var refused = Assert.ThrowsAny<PrunerException>(() => Find(("MPRUNER_LIBTORCH", lib)));

        Assert.Contains("2.8.0+cu128", refused.Message, StringComparison.Ordinal);
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
    public void RefusesFilesThatAreNotLibraries() =>
        Assert.Equal("MPR3009", Assert.ThrowsAny<PrunerException>(() => Find(("MPRUNER_LIBTORCH", Imitate("empty")))).Code);

    [Fact]
    public void NamesEveryFolderAndTheLineToAddIfThereIsNone()
    {
        var setup = Files.Setup(("MPRUNER_PACKAGES", folder)) with { MorePackagesFolders = () => ["/more"] };
        var search = new LibTorchSearch(setup, new NativePlatform("linux-riscv64"));

        var refused = Assert.ThrowsAny<PrunerException>(() => search.Find(Files.LibTorchSharp));

        Assert.Equal("MPR3001", refused.Code);
        Assert.Contains(folder, refused.Message, StringComparison.Ordinal);
        Assert.Contains("/more/libtorch-cpu-linux-riscv64/2.10.0", refused.Message, StringComparison.Ordinal);
        Assert.Contains(
            "<PackageDownload Include=\"libtorch-cpu-linux-riscv64\" Version=\"[2.10.0]\" />",
            refused.Message,
            StringComparison.Ordinal);
        Assert.Contains("mpruner engine install", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void SearchesNoOtherFolderIfTheUserNamesOne()
    {
        var refused = Assert.ThrowsAny<PrunerException>(() => Find(("MPRUNER_LIBTORCH", folder)));

        Assert.Equal("MPR3001", refused.Code);
        Assert.Contains($"Looked in {folder}. MPRUNER_LIBTORCH", refused.Message, StringComparison.Ordinal);
    }

    private static string Find(params (string Name, string Value)[] variables) =>
        new LibTorchSearch(Files.Setup(variables), Files.Linux).Find(Files.LibTorchSharp).Path;

    /// <summary>A folder with empty files of the right names.</summary>
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
