using MPruner.Build.Tests.Consuming;

namespace MPruner.Build.Tests.Builds;

public sealed class AProjectThatSwitchesPruningOff(PackedPackage package)
{
    [Fact]
    [Row(40)]
    public void ShipsTheOriginalAndStartsNothing()
    {
        var consumer = new Consumer(package, """<ItemGroup><PruneModel Include="model.pt" /></ItemGroup>""");
        consumer.AddModel();

        BuildRun build = consumer.Build("-p:MPrunerEnabled=false").Succeeded();

        Assert.False(build.Ran("PreparePruning"));
        Assert.False(build.Ran("PruneModels"));
        Assert.Equal(File.ReadAllBytes(consumer.PathOf("model.pt")), consumer.Resource("model.pt"));
    }
}
