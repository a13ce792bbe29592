using MPruner.Build.Tests.Consuming;

namespace MPruner.Build.Tests.Builds;

public sealed class AModelWithANameLikeACulture(PackedPackage package)
{
    private const string Item = $"""<ItemGroup><PruneModel Include="classifier.fr.pt" {Items.RemoveAnyway} /></ItemGroup>""";

    [Fact]
    [Row(2)]
    public void IsEmbeddedInTheMainAssembly()
    {
        var consumer = new Consumer(package, Item);
        consumer.TakeFinishedModels();
        consumer.AddModel("classifier.fr.pt");

        consumer.Build().Succeeded();

        Assert.Equal(File.ReadAllBytes(consumer.Pruned("classifier.fr.pt")), consumer.Resource("classifier.fr.pt"));
        Assert.False(Directory.Exists(consumer.PathOf("bin", "Debug", "net10.0", "fr")));
    }

    [Fact]
    [Row(3)]
    public void IsEmbeddedThereEvenWhenResourceNamesWereMadeBefore()
    {
        var consumer = new Consumer(package, Item + """
            <Target Name="Early" BeforeTargets="MPrunerEmbed" DependsOnTargets="PrepareResourceNames" />
            """);
        consumer.TakeFinishedModels();
        consumer.AddModel("classifier.fr.pt");

        consumer.Build().Succeeded();

        Assert.Equal(File.ReadAllBytes(consumer.Pruned("classifier.fr.pt")), consumer.Resource("classifier.fr.pt"));
    }
}
