using MPruner.Build.Tests.Consuming;

namespace MPruner.Build.Tests.Builds;

/// <summary>MPRUNER_CACHE_DIR with a relative path, which the build and its tool have to resolve in the same way.</summary>
public sealed class ARelativeCacheFolder(PackedPackage package)
{
    [Fact]
    public void IsRelativeToTheProjectForTheBuildAndForTheTool()
    {
        var consumer = new Consumer(package, Items.OneModel);
        consumer.AddModel();
        consumer.Environment["MPRUNER_CACHE_DIR"] = "kept/here";

        consumer.Build("-p:MPrunerCacheDir=").Succeeded();

        // The build's own index, the tool's results, and what the tool's engine stores.
        Assert.Equal(
            ["engine", "v1"],
            Directory.GetDirectories(consumer.PathOf("kept", "here")).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.NotEmpty(Directory.GetFiles(consumer.PathOf("kept", "here", "v1", "builds"), "*", SearchOption.AllDirectories));
        Assert.NotEmpty(Directory.GetFiles(consumer.PathOf("kept", "here", "v1", "ac"), "*", SearchOption.AllDirectories));
        Assert.False(Directory.Exists(consumer.Pruned("kept")));
    }
}
