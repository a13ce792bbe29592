using Microsoft.Build.Logging.StructuredLogger;
using MPruner.Build.Tests.Consuming;

namespace MPruner.Build.Tests.Builds;

/// <summary>A fake tool takes the real one's place, and fails in its ways.</summary>
public sealed class AFaultyTool(PackedPackage package)
{
    [Theory]
    [InlineData("abort", "signal 6 (SIGABRT)")]
    [InlineData("exit", "exited with code 7")]
    [InlineData("silence", "exited without a result")]
    [InlineData("garbage", "exited without a result")]
    [InlineData("half", "signal 9 (SIGKILL)")]
    [Row(10)]
    [Row(22)]
    public void IsOneCodedErrorAndTheNextBuildSucceeds(string behaviour, string expected)
    {
        (Consumer consumer, FakeTool tool) = New(Items.OneModel);
        tool.Behaviour = behaviour;

        Error error = Assert.Single(consumer.Build().Errors);
        tool.Behaviour = "";
        consumer.Build().Succeeded();

        Assert.Equal("MPR5201", error.Code);
        Assert.Contains(expected, error.Text, StringComparison.Ordinal);
        Assert.Equal(2, tool.Starts.Count);
        Assert.Equal("fake model.pt"u8.ToArray(), consumer.Resource("model.pt"));
    }

    [Fact]
    [Row(4)]
    public void ShipsTheOriginalWhereTheItemSaysSoAndIsAskedAgain()
    {
        (Consumer consumer, FakeTool tool) = New($"""<ItemGroup><PruneModel Include="model.pt" OnFailure="Warn" /></ItemGroup>""");
        tool.Behaviour = "half";

        BuildRun build = consumer.Build().Succeeded();
        byte[]? shipped = consumer.Resource("model.pt");
        tool.Behaviour = "";
        consumer.Build().Succeeded();

        Assert.Equal(["MPR5201", "MPR5203"], build.Warnings.Select(warning => warning.Code));
        Assert.Equal(File.ReadAllBytes(consumer.PathOf("model.pt")), shipped);
        Assert.Equal("fake model.pt"u8.ToArray(), consumer.Resource("model.pt"));
    }

    [Fact]
    [Row(11)]
    public void IsStartedOnceWhereNothingChanges()
    {
        (Consumer consumer, FakeTool tool) = New(Items.OneModel);
        consumer.Build().Succeeded();
        consumer.Build().Succeeded();

        string request = Assert.Single(tool.Starts);
        Assert.Equal($"build {consumer.Pruned("request.json")}", request);
    }

    private (Consumer Consumer, FakeTool Tool) New(string items)
    {
        var consumer = new Consumer(package, items);
        consumer.AddModel();
        return (consumer, new FakeTool(consumer));
    }
}
