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
    public void WithAFullDiskUnderTheCachePrunesWithOneWarning()
    {
        Sandbox.OrSkip();
        Consumer consumer = Restored(Items.OneModel);
        Directory.CreateDirectory(consumer.Cache);
        consumer.Launcher = Sandbox.WithDisk(consumer.Cache, "4k");

        BuildRun build = consumer.Build().Succeeded();

        Assert.Equal("MPR4002", Assert.Single(build.Warnings).Code);
        Assert.Equal(File.ReadAllBytes(consumer.Pruned()), consumer.Resource("model.pt"));
    }

    [Fact]
    public void WithAFullDiskUnderTheOutputsFailsAndBuildsOnceThereIsSpace()
    {
        Sandbox.OrSkip();
        Consumer consumer = Restored(Items.OneModel);
        string outputs = consumer.PathOf("obj", "Debug");
        Directory.CreateDirectory(outputs);
        consumer.Launcher = Sandbox.WithDisk(outputs, "8k");

        BuildRun build = consumer.Build();

        Assert.NotEqual(0, build.ExitCode);
        Assert.DoesNotContain(build.Errors, error => error.Code == "MSB4018");
        consumer.Launcher = [];
        consumer.Build().Succeeded();
        Assert.Equal(File.ReadAllBytes(consumer.Pruned()), consumer.Resource("model.pt"));
    }

    /// <summary>As to a user who may not write what another has stored.</summary>
    [Fact]
    public void WithAReadOnlyCacheTakesModelsFromIt()
    {
        Sandbox.OrSkip();
        Consumer consumer = Restored(Items.OneModel);
        consumer.Build().Succeeded();
        File.Delete(consumer.ToolLog);
        consumer.Launcher = Sandbox.WithReadOnly(consumer.Cache);

        BuildRun build = consumer.Build("-t:Rebuild").Succeeded();

        Assert.Empty(build.Warnings);
        Assert.False(File.Exists(consumer.ToolLog));
    }

    [Fact]
    public void WhoseClockWasWrongStartsNothingForAModelFromTheFuture()
    {
        Consumer consumer = Restored(Items.OneModel);
        File.SetLastWriteTimeUtc(consumer.PathOf("model.pt"), new DateTime(2100, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        consumer.Build().Succeeded();
        File.Delete(consumer.ToolLog);

        BuildRun build = consumer.Build().Succeeded();

        Assert.False(File.Exists(consumer.ToolLog));
        Assert.False(build.Ran("Csc"));
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
