using MPruner.Build.Tests.Consuming;

namespace MPruner.Build.Tests.Builds;

/// <summary>Editors and referencing projects run only parts of the build.</summary>
public sealed class APartialBuild(PackedPackage package)
{
    [Fact]
    [Row(15)]
    [Row(16)]
    public void RunsNoTaskOfThePackage()
    {
        var consumer = new Consumer(package, Items.OneModel);
        consumer.AddModel();
        consumer.Build("-t:Restore").Succeeded();

        string[] properties =
            ["-p:DesignTimeBuild=true", "-p:SkipCompilerExecution=true", "-p:ProvideCommandLineArgs=true", "-p:BuildingProject=false"];
        BuildRun designTime = consumer.Build(["-t:Compile", .. properties]);
        BuildRun copies = consumer.Build("-t:GetCopyToOutputDirectoryItems");

        Assert.False(designTime.Succeeded().Ran("PreparePruning"));
        Assert.False(copies.Succeeded().Ran("PreparePruning"));
    }

    [Fact]
    [Row(33)]
    public void SeesTheModelInOnePlaceOnlyAndKnowsWhatItDependsOn()
    {
        var consumer = new Consumer(package, Items.OneModel);
        consumer.AddModel();
        consumer.Build("-t:Restore").Succeeded();

        Assert.DoesNotContain("\"model.pt\"", consumer.Evaluate("-getItem:None"), StringComparison.Ordinal);
        Assert.Contains("\"model.pt\"", consumer.Evaluate("-getItem:Watch"), StringComparison.Ordinal);
        string inputs = consumer.Evaluate("-t:MPrunerUpToDateCheck", "-getItem:UpToDateCheckInput");
        Assert.Contains("\"model.pt\"", inputs, StringComparison.Ordinal);
        Assert.Contains("\"model.calibration.npz\"", inputs, StringComparison.Ordinal);
    }
}
