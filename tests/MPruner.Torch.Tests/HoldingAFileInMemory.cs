namespace MPruner.Torch.Tests;

public sealed class HoldingAFileInMemory
{
    [Fact]
    public void HasTheContentUntilItIsDisposed()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux has files in memory.");
        var content = Enumerable.Range(0, 100_000).Select(i => (byte)i).ToArray();
        var file = ModelFile.TryWrite(content)!;
        var path = file.Path;

        Assert.Equal(content, File.ReadAllBytes(path));
        file.Dispose();
        Assert.False(File.Exists(path));
    }
}
