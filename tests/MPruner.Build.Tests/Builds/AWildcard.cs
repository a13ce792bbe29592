using Microsoft.Build.Logging.StructuredLogger;
using MPruner.Build.Tests.Consuming;

namespace MPruner.Build.Tests.Builds;

/// <summary>Models that a wildcard finds, with copies of them among the build's own outputs.</summary>
public sealed class AWildcard(PackedPackage package)
{
    private const string EveryModel = $"""
        <ItemGroup>
          <PruneModel Include="**/*.pt" {Items.RemoveAnyway} />
          <None Update="model.pt" CopyToOutputDirectory="PreserveNewest" />
          <Content Include="model.pt" CopyToOutputDirectory="PreserveNewest" />
        </ItemGroup>
        """;

    [Fact]
    public void FindsNothingThatABuildHasMade()
    {
        Consumer consumer = Built(EveryModel);

        BuildRun second = consumer.Build().Succeeded();

        Assert.False(second.Ran("PruneModels"));
        Assert.False(second.Ran("Csc"));
        Assert.True(File.Exists(consumer.PathOf("bin", "Debug", "net10.0", "model.pt")));
    }

    [Fact]
    public void FindsNothingThatABuildHasMadeWhereTheOriginalsAreEmbedded()
    {
        Consumer consumer = Built(EveryModel);

        consumer.Build("-p:MPrunerEnabled=false").Succeeded();

        Assert.Equal(File.ReadAllBytes(consumer.PathOf("model.pt")), consumer.Resource("model.pt"));
    }

    [Fact]
    public void ThatStartsInTheFolderOfIntermediateFilesFindsThose()
    {
        Consumer consumer = Built(Items.OneModel);
        Directory.CreateDirectory(consumer.PathOf("obj", "trained"));
        consumer.AddModel("obj/trained/other.pt");
        consumer.Project("""<ItemGroup><PruneModel Include="obj/**/*.pt" Threshold="0" MaxDrop="1" Threads="1" /></ItemGroup>""");

        consumer.Build().Succeeded();

        Assert.NotNull(consumer.Resource("other.pt"));
        Assert.Null(consumer.Resource("model.pt"));
    }

    [Fact]
    public void OfOneFolderThatFindsAPrunedModelIsRefused()
    {
        Consumer consumer = Built(Items.OneModel);
        string written = Directory.GetFiles(consumer.PathOf("obj"), "model.pt", SearchOption.AllDirectories).Single();
        consumer.Project($"""<ItemGroup><PruneModel Include="{Path.GetDirectoryName(written)}/*.pt" /></ItemGroup>""");

        Error error = Assert.Single(consumer.Build().Errors);

        Assert.Equal("MPR5108", error.Code);
        Assert.Contains(written, error.Text, StringComparison.Ordinal);
    }

    private Consumer Built(string items)
    {
        var consumer = new Consumer(package, items);
        consumer.TakeFinishedModels();
        consumer.AddModel();
        consumer.Build().Succeeded();
        return consumer;
    }
}
