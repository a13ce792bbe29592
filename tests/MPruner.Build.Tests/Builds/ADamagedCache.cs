using MPruner.Build.Tests.Consuming;

namespace MPruner.Build.Tests.Builds;

public sealed class ADamagedCache(PackedPackage package)
{
    [Fact]
    [Row(9)]
    public void IsReportedOnce()
    {
        var consumer = new Consumer(package, Items.OneModel);
        consumer.AddModel();
        consumer.Build().Succeeded();
        foreach (string content in Directory.GetFiles(Path.Combine(consumer.Cache, "v1", "cas"), "*", SearchOption.AllDirectories))
        {
            File.WriteAllText(content, "altered");
        }

        BuildRun repaired = consumer.Build("-t:Rebuild").Succeeded();
        BuildRun next = consumer.Build("-t:Rebuild", "-p:MPrunerRequireCacheHit=true").Succeeded();

        Assert.All(repaired.Warnings, warning => Assert.Equal("MPR4001", warning.Code));
        Assert.NotEmpty(repaired.Warnings);
        Assert.Empty(next.Warnings);
    }
}
