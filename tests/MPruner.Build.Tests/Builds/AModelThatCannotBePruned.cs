using Microsoft.Build.Logging.StructuredLogger;
using MPruner.Build.Tests.Consuming;

namespace MPruner.Build.Tests.Builds;

public sealed class AModelThatCannotBePruned(PackedPackage package)
{
    private const string Careful = """<ItemGroup><PruneModel Include="model.pt" OnFailure="Warn" Threads="1" /></ItemGroup>""";

    [Fact]
    [Row(4)]
    public void FailsTheBuildWithOneCodedErrorAboutTheFile()
    {
        var consumer = new Consumer(package, Items.OneModel);
        consumer.AddModel(fixture: "truncated.pt");

        BuildRun build = consumer.Build();

        Error error = Assert.Single(build.Errors);
        Assert.Equal(1, build.ExitCode);
        Assert.StartsWith("MPR10", error.Code, StringComparison.Ordinal);
        Assert.Equal(consumer.PathOf("model.pt"), error.File);
        Assert.False(File.Exists(consumer.Pruned()));
    }

    [Fact]
    [Row(4)]
    public void IsShippedAsItIsWhereTheItemSaysSo()
    {
        var consumer = new Consumer(package, Careful);
        consumer.AddModel(fixture: "truncated.pt");

        BuildRun build = consumer.Build().Succeeded();
        BuildRun next = consumer.Build().Succeeded();

        Assert.Contains("MPR5203", build.Warnings.Select(warning => warning.Code));
        Assert.Equal(File.ReadAllBytes(consumer.PathOf("model.pt")), consumer.Resource("model.pt"));
        Assert.Contains("MPR5203", next.Warnings.Select(warning => warning.Code));
    }

    [Fact]
    [Row(4)]
    public void HavingNothingToRemoveIsShippedAsItIsWithAWarning()
    {
        var consumer = new Consumer(package, Items.OneModel);
        consumer.AddModel(fixture: "no_blocks.scripted.pt");

        BuildRun build = consumer.Build().Succeeded();

        Warning warning = Assert.Single(build.Warnings);
        Assert.StartsWith("MPR2", warning.Code, StringComparison.Ordinal);
        Assert.Equal(consumer.PathOf("model.pt"), warning.File);
        Assert.Equal(File.ReadAllBytes(consumer.PathOf("model.pt")), consumer.Resource("model.pt"));
    }

    [Fact]
    [Row(31)]
    public void IsWarnedAboutAsTheProjectWishes()
    {
        var consumer = new Consumer(package, Items.OneModel);
        consumer.AddModel(fixture: "no_blocks.scripted.pt");
        string code = Assert.Single(consumer.Build().Succeeded().Warnings).Code;

        // From now on the warning comes from the cache, each time that the project is rebuilt.
        BuildRun again = consumer.Build("-t:Rebuild");
        BuildRun hidden = consumer.Build("-t:Rebuild", $"-p:NoWarn={code}");
        BuildRun listed = consumer.Build("-t:Rebuild", $"-p:WarningsAsErrors={code}");
        BuildRun strict = consumer.Build("-t:Rebuild", "-p:TreatWarningsAsErrors=true");

        Assert.Equal(code, Assert.Single(again.Warnings).Code);
        Assert.Empty(hidden.Succeeded().Warnings);
        Assert.Equal(code, Assert.Single(listed.Errors).Code);
        Assert.Equal(code, Assert.Single(strict.Errors).Code);
    }
}
