using Microsoft.Build.Logging.StructuredLogger;
using MPruner.Build.Tests.Consuming;

namespace MPruner.Build.Tests.Builds;

/// <summary>The model was embedded before the package came, and that item is still there.</summary>
public sealed class AnotherResourceOfTheSameName(PackedPackage package)
{
    [Theory]
    [InlineData("""<EmbeddedResource Include="model.pt" LogicalName="model.pt" />""", "")]
    [InlineData("""<EmbeddedResource Include="model.pt" />""", "LogicalName=\"Consumer.model.pt\"")]
    [InlineData("""<EmbeddedResource Include="model.pt" />""", "LogicalName=\"Consumer.model.pt\"", "-p:MPrunerEnabled=false")]
    public void IsOneErrorThatSaysWhatToRemove(string resource, string metadata, params string[] arguments)
    {
        var consumer = new Consumer(
            package, $"""<ItemGroup>{resource}<PruneModel Include="model.pt" {metadata} {Items.RemoveAnyway} /></ItemGroup>""");
        consumer.AddModel();

        Error error = Assert.Single(consumer.Build(arguments).Errors);

        Assert.Equal("MPR5109", error.Code);
        Assert.Equal(consumer.PathOf("Consumer.csproj"), error.File);
        Assert.Contains("<EmbeddedResource", error.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void OfAnotherSpellingIsNone()
    {
        var consumer = new Consumer(package, Items.OneModel + """<ItemGroup><EmbeddedResource Include="model.pt" /></ItemGroup>""");
        consumer.TakeFinishedModels();
        consumer.AddModel();

        consumer.Build().Succeeded();

        Assert.Equal(File.ReadAllBytes(consumer.PathOf("model.pt")), consumer.Resource("Consumer.model.pt"));
    }
}
