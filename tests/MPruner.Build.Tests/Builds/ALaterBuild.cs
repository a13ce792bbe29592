using MPruner.Build.Tests.Consuming;

namespace MPruner.Build.Tests.Builds;

public sealed class ALaterBuild(PackedPackage package)
{
    [Fact]
    [Row(11)]
    public void WithoutAChangeStartsNothingAndCompilesNothing()
    {
        Consumer consumer = Built();

        BuildRun build = consumer.Build().Succeeded();

        Assert.False(build.Ran("PruneModels"));
        Assert.False(build.Ran("Csc"));
    }

    [Fact]
    [Row(13)]
    public void WithATouchedModelLooksAtItsContentsOnly()
    {
        Consumer consumer = Built();
        DateTime before = File.GetLastWriteTimeUtc(consumer.Pruned());
        File.Delete(consumer.ToolLog);
        File.SetLastWriteTimeUtc(consumer.PathOf("model.pt"), DateTime.UtcNow);

        BuildRun touched = consumer.Build().Succeeded();
        BuildRun next = consumer.Build().Succeeded();

        Assert.True(touched.Ran("PruneModels"));
        Assert.False(File.Exists(consumer.ToolLog));
        Assert.False(touched.Ran("Csc"));
        Assert.Equal(before, File.GetLastWriteTimeUtc(consumer.Pruned()));
        Assert.False(next.Ran("PruneModels"));
    }

    [Fact]
    [Row(14)]
    public void AfterUntrackedFilesAreDeletedStartsNothing()
    {
        Consumer consumer = Built();
        byte[] pruned = File.ReadAllBytes(consumer.Pruned());
        consumer.DeleteOutputs();

        consumer.Build().Succeeded();

        Assert.False(File.Exists(consumer.ToolLog));
        Assert.Equal(pruned, consumer.Resource("model.pt"));
        Assert.True(File.Exists(consumer.Pruned("model.report.json")));
        Assert.True(File.Exists(consumer.Pruned("model.report.html")));
    }

    [Fact]
    [Row(7)]
    public void WithAnotherOptionOnTheCommandLineRunsAgain()
    {
        var consumer = new Consumer(package, """
            <ItemGroup><PruneModel Include="model.pt" Threshold="$(Similarity)" MaxDrop="1" Threads="1" /></ItemGroup>
            """);
        consumer.AddModel();
        consumer.Build("-p:Similarity=0").Succeeded();
        File.Delete(consumer.ToolLog);

        BuildRun build = consumer.Build("-p:Similarity=1").Succeeded();

        Assert.True(build.Ran("PruneModels"));
        Assert.True(File.Exists(consumer.ToolLog));
        Assert.Equal(File.ReadAllBytes(consumer.PathOf("model.pt")), consumer.Resource("model.pt"));
    }

    [Fact]
    [Row(6)]
    public void WithOtherDataRunsAgain()
    {
        Consumer consumer = Built();
        File.Delete(consumer.ToolLog);
        consumer.AddModel(seed: 7);

        consumer.Build().Succeeded();

        Assert.True(File.Exists(consumer.ToolLog));
    }

    [Fact]
    [Row(6)]
    public void WithAnotherModelOfOlderDateRunsAgain()
    {
        Consumer consumer = Built();
        consumer.AddModel(fixture: "parent_adds.scripted.pt");
        foreach (string file in Directory.GetFiles(consumer.Folder, "model.*"))
        {
            File.SetLastWriteTimeUtc(file, new DateTime(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        }

        BuildRun build = consumer.Build().Succeeded();

        Assert.True(build.Ran("PruneModels"));
        Assert.True(build.Ran("Csc"));
    }

    [Fact]
    [Row(6)]
    [Row(14)]
    public void OfAnotherProjectWithTheSameModelTakesItFromTheCache()
    {
        Consumer first = Built();
        var second = new Consumer(package, """
            <ItemGroup>
              <PruneModel Include="renamed.pt" LogicalName="classifier"
                          Threshold="0.0" Metric="Relative-Error" MaxDrop="1.00" Threads="1" />
            </ItemGroup>
            """);
        second.AddModel("renamed.pt");

        second.Build($"-p:MPrunerCacheDir={first.Cache}", "-p:MPrunerRequireCacheHit=true", "-c:Release").Succeeded();

        Assert.False(File.Exists(second.ToolLog));
        Assert.Equal(first.Resource("model.pt"), second.Resource("classifier", "bin/Release/net10.0/Consumer.dll"));
        foreach (string name in new[] { "classifier.report.json", "classifier.report.html" })
        {
            string report = File.ReadAllText(second.PathOf("obj", "Release", "net10.0", "mpruner", name));
            Assert.Contains(second.PathOf("renamed.pt"), report, StringComparison.Ordinal);
            Assert.Contains(second.PathOf("renamed.calibration.npz"), report, StringComparison.Ordinal);
            Assert.DoesNotContain(first.PathOf(""), report, StringComparison.Ordinal);
        }
    }

    [Fact]
    [Row(40)]
    public void ThatMustNotComputeFailsWhenTheCacheIsEmpty()
    {
        var consumer = new Consumer(package, Items.OneModel);
        consumer.AddModel();

        BuildRun build = consumer.Build("-p:MPrunerRequireCacheHit=true");

        Assert.Equal("MPR5204", Assert.Single(build.Errors).Code);
        Assert.False(File.Exists(consumer.ToolLog));
    }

    [Fact]
    [Row(32)]
    public void WithoutTheItemRemovesWhatItLeft()
    {
        Consumer consumer = Built();
        consumer.Project("");

        consumer.Build().Succeeded();

        Assert.False(Directory.Exists(Path.GetDirectoryName(consumer.Pruned())));
        Assert.Null(consumer.Resource("model.pt"));
    }

    [Fact]
    [Row(32)]
    public void ThatCleansLeavesNothing()
    {
        Consumer consumer = Built();

        consumer.Build("-t:Clean").Succeeded();

        Assert.False(Directory.Exists(Path.GetDirectoryName(consumer.Pruned())));
    }

    private Consumer Built()
    {
        var consumer = new Consumer(package, Items.OneModel);
        consumer.AddModel();
        consumer.Build().Succeeded();
        return consumer;
    }
}
