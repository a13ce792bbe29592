using MPruner.Tool.Files;

namespace MPruner.Tool.Tests.Files;

public sealed class WritingAtomically : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void ANewFileGetsTheContent()
    {
        Assert.True(AtomicFile.Write(folder["new/model.pt"], [1, 2, 3]));

        Assert.Equal([1, 2, 3], File.ReadAllBytes(folder["new/model.pt"]));
    }

    [Fact]
    public void EqualBytesKeepTheTimeStamp()
    {
        var path = folder.Write("model.pt", [1, 2, 3]);
        var time = new DateTime(2020, 2, 2, 0, 0, 0, DateTimeKind.Utc);
        File.SetLastWriteTimeUtc(path, time);

        Assert.False(AtomicFile.Write(path, [1, 2, 3]));

        Assert.Equal(time, File.GetLastWriteTimeUtc(path));
    }

    [Theory]
    [InlineData(new byte[] { 1, 2, 4 })]
    [InlineData(new byte[] { 1, 2 })]
    [InlineData(new byte[] { 1, 2, 3, 4 })]
    public void OtherBytesReplaceIt(byte[] content)
    {
        var path = folder.Write("model.pt", [1, 2, 3]);

        Assert.True(AtomicFile.Write(path, content));

        Assert.Equal(content, File.ReadAllBytes(path));
    }

    [Fact]
    public void NothingElseIsLeftBeside()
    {
        AtomicFile.Write(folder["model.pt"], [1]);

        Assert.Single(Directory.GetFileSystemEntries(folder.Path));
    }

    [Fact]
    public void ALinkStaysOne()
    {
        var path = folder.Write("real.pt", [1, 2, 3]);
        File.CreateSymbolicLink(folder["link.pt"], path);

        Assert.True(AtomicFile.Write(folder["link.pt"], [4]));

        Assert.Equal([4], File.ReadAllBytes(path));
        Assert.Equal(path, new FileInfo(folder["link.pt"]).LinkTarget);
    }

    /// <summary>Of a device that does not exist, so that a fault of the code does no harm where root runs the tests.</summary>
    [Fact]
    public void ADeviceIsNotReplaced()
    {
        const string device = "/dev/mpruner-absent";
        File.CreateSymbolicLink(folder["link.pt"], device);

        Assert.All([device, folder["link.pt"]], path =>
            Assert.Equal("MPR5006", Assert.Throws<ToolException>(() => AtomicFile.Write(path, [1])).Code));

        Assert.False(File.Exists(device));
    }

    [Fact]
    public void AFailureLeavesNothing()
    {
        Directory.CreateDirectory(folder["model.pt"]);

        Assert.Equal("MPR5006", Assert.Throws<ToolException>(() => AtomicFile.Write(folder["model.pt"], [1])).Code);

        Assert.Equal([folder["model.pt"]], Directory.GetFileSystemEntries(folder.Path));
    }
}
