using System.IO.Compression;
using MPruner.Build.Tests.Consuming;

namespace MPruner.Build.Tests.Builds;

public sealed class AModelShippedAsAFile(PackedPackage package)
{
    private const string Output = "bin/Debug/net10.0/models/small.pt";

    [Fact]
    [Row(42)]
    public void LiesBesideTheAppAndIsNoResource()
    {
        Consumer consumer = Built("Content");

        Assert.True(new FileInfo(consumer.PathOf(Output)).Length < new FileInfo(consumer.PathOf("model.pt")).Length);
        Assert.Null(consumer.Resource("models/small.pt"));
        Assert.False(consumer.Build().Succeeded().Ran("PruneModels"));
    }

    [Fact]
    [Row(43)]
    public void IsPublishedAndPacked()
    {
        Consumer consumer = Built("Content");
        byte[] pruned = File.ReadAllBytes(consumer.PathOf(Output));

        consumer.Build("-t:Publish", $"-p:PublishDir={consumer.PathOf("published")}/").Succeeded();
        consumer.Build("-t:Pack", $"-p:PackageOutputPath={consumer.PathOf("packed")}").Succeeded();

        Assert.Equal(pruned, File.ReadAllBytes(consumer.PathOf("published", "models", "small.pt")));
        using ZipArchive packed = ZipFile.OpenRead(Directory.GetFiles(consumer.PathOf("packed"), "*.nupkg").Single());
        Assert.Contains(
            packed.Entries,
            entry => entry.FullName.StartsWith("content", StringComparison.Ordinal) && entry.Length == pruned.Length);
    }

    [Fact]
    [Row(42)]
    public void IsCopiedToTheAppOfAProjectThatReferencesIt()
    {
        Consumer library = Built("Content");
        string reference = $"""<ItemGroup><ProjectReference Include="{library.PathOf("Consumer.csproj")}" /></ItemGroup>""";
        var app = new Consumer(package, reference, name: "App") { ProjectFile = "App.csproj" };
        File.Move(app.PathOf("Consumer.csproj"), app.PathOf(app.ProjectFile));

        app.Build().Succeeded();

        Assert.Equal(File.ReadAllBytes(library.PathOf(Output)), File.ReadAllBytes(app.PathOf(Output)));
    }

    [Fact]
    [Row(42)]
    public void IsAnItemForTheProjectsOwnTargetsAlone()
    {
        Consumer consumer = Built("none", """
            <Target Name="Own" AfterTargets="Build">
              <Copy SourceFiles="@(PrunedModel)" DestinationFiles="@(PrunedModel->'own/%(LogicalName)')" />
            </Target>
            """);

        Assert.True(File.Exists(consumer.PathOf("own", "models", "small.pt")));
        Assert.False(File.Exists(consumer.PathOf(Output)));
        Assert.Null(consumer.Resource("models/small.pt"));
    }

    [Fact]
    public void OfAnyOtherKindIsRefused()
    {
        var consumer = new Consumer(package, Item("Resource"));
        consumer.AddModel();

        Assert.Equal("MPR5105", Assert.Single(consumer.Build().Errors).Code);
    }

    private static string Item(string output) => $"""
        <ItemGroup><PruneModel Include="model.pt" LogicalName="models/small.pt" ShipAs="{output}" {Items.RemoveAnyway} /></ItemGroup>
        """;

    private Consumer Built(string output, string targets = "")
    {
        var consumer = new Consumer(package, Item(output) + targets);
        consumer.TakeFinishedModels();
        consumer.AddModel();
        consumer.Build().Succeeded();
        return consumer;
    }
}
