using MPruner.Core;
using MPruner.Elf;
using MPruner.Torch.Natives;

namespace MPruner.Torch.Tests.Natives;

public sealed class APrivateCopy : IDisposable
{
    private static readonly string[] New = [.. LibStdCxxNeed.Of(File.ReadAllBytes(Files.LibTorchSharp))];
    private static readonly string[] Old = [.. New.Where(version => version != LibStdCxxNeed.Version)];
    private readonly string folder = Directory.CreateTempSubdirectory("mpruner-copy-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void IsNotMadeIfTheSystemMeetsAllRequirements()
    {
        Assert.Equal(Files.LibTorchSharp, new PrivateCopy(folder).For(Files.LibTorchSharp, New));
        Assert.Equal(Files.LibTorchSharp, new PrivateCopy(folder).For(Files.LibTorchSharp, []));
        Assert.Empty(Directory.EnumerateFileSystemEntries(folder));
    }

    [Fact]
    public void IsMadeOnceAndKeptIfTheSystemIsOlder()
    {
        var copy = new PrivateCopy(folder).For(Files.LibTorchSharp, Old);
        var written = File.GetLastWriteTimeUtc(copy);

        Assert.StartsWith(folder, copy, StringComparison.Ordinal);
        Assert.DoesNotContain(LibStdCxxNeed.Version, LibStdCxxNeed.Of(File.ReadAllBytes(copy)));
        Assert.Equal(copy, new PrivateCopy(folder).For(Files.LibTorchSharp, Old));
        Assert.Equal(written, File.GetLastWriteTimeUtc(copy));
        Assert.Single(Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories));
    }

    [Fact]
    public void IsMadeAgainIfItIsDamaged()
    {
        var copy = new PrivateCopy(folder).For(Files.LibTorchSharp, Old);
        var whole = File.ReadAllBytes(copy);
        File.WriteAllBytes(copy, whole[..1000]);

        Assert.Equal(copy, new PrivateCopy(folder).For(Files.LibTorchSharp, Old));
        Assert.Equal(whole, File.ReadAllBytes(copy));
    }

    [Fact]
    public void IsRefusedIfMoreIsMissing()
    {
        var refused = Assert.ThrowsAny<PrunerException>(() => new PrivateCopy(folder).For(Files.LibTorchSharp, [.. Old.Skip(1)]));

        Assert.Equal("MPR3010", refused.Code);
        Assert.Contains(Old[0], refused.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(folder));
    }

    [Fact]
    public void IsRefusedIfItCannotBeWritten()
    {
        var file = Path.Combine(folder, "file");
        File.WriteAllText(file, "");

        Assert.Equal("MPR3010", Assert.ThrowsAny<PrunerException>(() => new PrivateCopy(file).For(Files.LibTorchSharp, Old)).Code);
    }
}
