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
    public void AFailureLeavesNothing()
    {
        Directory.CreateDirectory(folder["model.pt"]);

        Assert.Equal("MPR5006", Assert.Throws<ToolException>(() => AtomicFile.Write(folder["model.pt"], [1])).Code);

        Assert.Equal([folder["model.pt"]], Directory.GetFileSystemEntries(folder.Path));
    }
}
