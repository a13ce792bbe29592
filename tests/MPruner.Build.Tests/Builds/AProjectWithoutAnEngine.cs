using System.Text.RegularExpressions;
using Microsoft.Build.Logging.StructuredLogger;
using MPruner.Build.Tests.Consuming;

namespace MPruner.Build.Tests.Builds;

/// <summary>A project that does not reference TorchSharp, built by a user whose packages folder does not have libtorch.</summary>
public sealed class AProjectWithoutAnEngine(PackedPackage package)
{
    [Fact]
    [Row(23)]
    public void FailsWithOneErrorAndBuildsWithTheLineThatItNames()
    {
        Consumer consumer = Project();

        BuildRun without = consumer.Build();

        Error error = Assert.Single(without.Errors);
        Assert.Equal("MPR3001", error.Code);
        string line = Regex.Match(error.Text, "<PackageDownload .*? />").Value;
        Assert.NotEmpty(line);

        EnginePackages.OfferPackedLibTorch(consumer);
        consumer.Project($"{Items.OneModel}<ItemGroup>{line}</ItemGroup>");
        consumer.Build().Succeeded();

        Assert.Equal(File.ReadAllBytes(consumer.Pruned()), consumer.Resource("model.pt"));
    }

    [Fact]
    public void FailsWithTheSameErrorWhereTheProjectNamesAFolderWithoutLibTorch()
    {
        Consumer consumer = Project();

        Error error = Assert.Single(consumer.Build($"-p:MPrunerLibTorchPath={consumer.Folder}").Errors);

        Assert.Equal("MPR3001", error.Code);
        Assert.Contains("MPrunerLibTorchPath", error.Text, StringComparison.Ordinal);
    }

    [Fact]
    [Row(24)]
    public void BuildsWhereTheProjectHasAnotherLibTorchAndTheUserTheRightOne()
    {
        EnginePackages.PackOtherLibTorch(package.Feed, "2.7.1");
        const string Reference = """<ItemGroup><PackageReference Include="libtorch-cpu-linux-x64" Version="2.7.1" /></ItemGroup>""";
        var consumer = new Consumer(package, Items.OneModel + Reference);
        consumer.AddModel();

        consumer.Build().Succeeded();

        Assert.Equal(File.ReadAllBytes(consumer.Pruned()), consumer.Resource("model.pt"));
    }

    private Consumer Project()
    {
        var consumer = new Consumer(package, Items.OneModel);
        string home = consumer.PathOf("home");
        Directory.CreateDirectory(home);
        consumer.Environment["HOME"] = home;
        consumer.Environment["NUGET_PACKAGES"] = consumer.PathOf("packages");
        consumer.AddModel();
        return consumer;
    }
}
