using MPruner.Build.Tests.Consuming;

namespace MPruner.Build.Tests.Builds;

public sealed class AProjectWithSeveralFrameworks(PackedPackage package)
{
    [Fact]
    [Row(17)]
    [Row(35)]
    public void EmbedsTheSameModelInEachAndCleansUpAfterAll()
    {
        const string Properties = """
            <TargetFrameworks>net10.0;net10.0-windows</TargetFrameworks>
            <EnableWindowsTargeting>true</EnableWindowsTargeting>
            <DisableTransitiveFrameworkReferenceDownloads>true</DisableTransitiveFrameworkReferenceDownloads>
            """;
        var consumer = new Consumer(package, Items.OneModel, Properties);
        consumer.AddModel();

        BuildRun build = consumer.Build().Succeeded();

        Assert.Equal(2, build.Count("PruneModels"));
        Assert.Equal(consumer.Resource("model.pt"), consumer.Resource("model.pt", "bin/Debug/net10.0-windows/Consumer.dll"));
        Assert.Equal(File.ReadAllBytes(consumer.Pruned()), consumer.Resource("model.pt"));
        Assert.Single(
            new[] { "net10.0", "net10.0-windows" },
            framework => File.Exists(consumer.PathOf("obj", "Debug", framework, "mpruner", "mpruner.log")));
        consumer.Build("-t:Clean").Succeeded();
        Assert.Empty(Directory.GetDirectories(consumer.PathOf("obj"), "mpruner", SearchOption.AllDirectories));
    }
}
