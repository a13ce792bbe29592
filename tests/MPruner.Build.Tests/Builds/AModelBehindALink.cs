using MPruner.Build.Tests.Consuming;

namespace MPruner.Build.Tests.Builds;

/// <summary>Model and data are links into a store, as DVC, git-annex and Bazel leave them.</summary>
public sealed class AModelBehindALink(PackedPackage package)
{
    private static readonly DateTime LongAgo = new(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    [Fact]
    public void IsPrunedAgainWhenItsTargetChanges()
    {
        Consumer consumer = Linked();
        byte[] before = consumer.Resource("model.pt")!;
        consumer.AddModel("store/model.pt", fixture: "parent_adds.scripted.pt");
        Age(consumer, "store");

        BuildRun build = consumer.Build().Succeeded();

        Assert.True(build.Ran("PruneModels"));
        Assert.NotEqual(before, consumer.Resource("model.pt"));
    }

    [Fact]
    public void IsPrunedAgainWhenTheTargetOfItsDataHasOtherNumbersOfTheSameLengthAndTime()
    {
        Consumer consumer = Linked();
        consumer.AddModel("store/model.pt", seed: 7);
        Age(consumer, "store");

        Assert.True(consumer.Build().Succeeded().Ran("PruneModels"));
    }

    [Fact]
    public void IsPrunedAgainWhenItsFolderIsALinkThatNowLeadsElsewhere()
    {
        var consumer = new Consumer(package, """<ItemGroup><PruneModel Include="models/model.pt" MaxDrop="1" /></ItemGroup>""");
        foreach ((string folder, int seed) in new[] { ("one", 1), ("two", 7) })
        {
            Directory.CreateDirectory(consumer.PathOf(folder));
            consumer.AddModel(folder + "/model.pt", seed: seed);
            Age(consumer, folder);
        }

        Directory.CreateSymbolicLink(consumer.PathOf("models"), consumer.PathOf("one"));
        consumer.Build().Succeeded();
        Directory.Delete(consumer.PathOf("models"));
        Directory.CreateSymbolicLink(consumer.PathOf("models"), consumer.PathOf("two"));

        Assert.True(consumer.Build().Succeeded().Ran("PruneModels"));
        Assert.False(consumer.Build().Succeeded().Ran("PruneModels"));
    }

    [Fact]
    public void WhoseTargetIsAbsentIsAnErrorThatNamesTheTarget()
    {
        var consumer = new Consumer(package, Items.OneModel);
        consumer.AddModel("data.pt");
        File.CreateSymbolicLink(consumer.PathOf("model.pt"), consumer.PathOf("store", "absent.pt"));

        Microsoft.Build.Logging.StructuredLogger.Error error = Assert.Single(consumer.Build().Errors);

        Assert.Equal("MPR5101", error.Code);
        Assert.Contains(consumer.PathOf("store", "absent.pt"), error.Text, StringComparison.Ordinal);
    }

    private Consumer Linked()
    {
        var consumer = new Consumer(package, Items.OneModel);
        consumer.TakeFinishedModels();
        Directory.CreateDirectory(consumer.PathOf("store"));
        consumer.AddModel("store/model.pt");
        Age(consumer, "store");
        foreach (string file in Directory.GetFiles(consumer.PathOf("store")))
        {
            File.CreateSymbolicLink(consumer.PathOf(Path.GetFileName(file)), Path.Combine("store", Path.GetFileName(file)));
        }

        consumer.Build().Succeeded();
        return consumer;
    }

    private static void Age(Consumer consumer, string folder)
    {
        foreach (string file in Directory.GetFiles(consumer.PathOf(folder)))
        {
            File.SetLastWriteTimeUtc(file, LongAgo);
        }
    }
}
