using MPruner.Build.Tests.Consuming;

namespace MPruner.Build.Tests.Builds;

/// <summary>Machines that lack what a developer's has: network, writable sources, a <c>dotnet</c> on the path.</summary>
public sealed class ARestrictedMachine(PackedPackage package)
{
    [Fact]
    [Row(25)]
    public void WithoutANetworkPrunesAndFindsWhatItPruned()
    {
        Sandbox.OrSkip();
        Consumer consumer = Restored(Items.OneModel);
        consumer.Launcher = Sandbox.WithoutNetwork;

        consumer.Build().Succeeded();
        byte[] pruned = consumer.Resource("model.pt")!;
        consumer.Build("-t:Rebuild", "-p:MPrunerRequireCacheHit=true").Succeeded();

        Assert.Equal(pruned, consumer.Resource("model.pt"));
    }

    [Fact]
    [Row(27)]
    public void WithReadOnlySourcesAndPackagesBuildsElsewhere()
    {
        Sandbox.OrSkip();
        const string Properties = """
            <TargetFramework>net10.0</TargetFramework>
            <ArtifactsPath>$(MSBuildThisFileDirectory)../artifacts</ArtifactsPath>
            """;
        var consumer = new Consumer(package, Items.OneModel);
        consumer.AddModel();
        File.WriteAllText(consumer.PathOf("Directory.Build.props"), $"<Project><PropertyGroup>{Properties}</PropertyGroup></Project>");
        consumer.Build("-t:Restore").Succeeded();
        consumer.Launcher = Sandbox.WithReadOnly(consumer.Folder, package.Packages);

        consumer.Build().Succeeded();

        string output = Path.Combine(consumer.Folder, "..", "artifacts");
        Assert.NotNull(consumer.Resource("model.pt", Path.Combine(output, "bin", "Consumer", "debug", "Consumer.dll")));
        Assert.Single(Directory.GetFiles(output, "model.report.json", SearchOption.AllDirectories));
    }

    [Fact]
    [Row(30)]
    public void WithoutDotnetOnThePathStartsTheToolWithTheOneThatBuilds()
    {
        Consumer consumer = Restored(Items.OneModel);
        consumer.Launcher = ["sh", "-c", "dotnet=$(command -v dotnet) && shift && PATH=/nowhere exec \"$dotnet\" \"$@\"", "sh"];

        consumer.Build().Succeeded();

        Assert.NotNull(consumer.Resource("model.pt"));
    }

    [Fact]
    [Row(30)]
    public void WithVariablesOfAnotherBuildGivesTheToolNoneOfThem()
    {
        Consumer consumer = Restored(Items.OneModel);
        consumer.Environment["MSBUILDTEST_OF_ANOTHER_BUILD"] = "1";
        consumer.Environment["LC_ALL"] = "de_DE.UTF-8";
        consumer.Environment["DOTNET_CLI_UI_LANGUAGE"] = "de";

        BuildRun build = consumer.Build().Succeeded();

        Assert.Empty(build.Warnings);
        Assert.Contains("options threshold=0 ", build.MessagesOf("PruneModels"), StringComparison.Ordinal);
    }

    private Consumer Restored(string items)
    {
        var consumer = new Consumer(package, items);
        consumer.AddModel();
        consumer.Build("-t:Restore").Succeeded();
        return consumer;
    }
}
