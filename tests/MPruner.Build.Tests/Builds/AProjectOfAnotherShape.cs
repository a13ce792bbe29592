using System.Diagnostics;
using System.IO.Compression;
using MPruner.Build.Tests.Consuming;

namespace MPruner.Build.Tests.Builds;

/// <summary>Projects whose packages, outputs or builds are not the SDK's defaults, and what becomes of them.</summary>
public sealed class AProjectOfAnotherShape(PackedPackage package)
{
    [Fact]
    public void WithCentralPackageVersionsEmbedsTheModel()
    {
        Consumer consumer = NewConsumer();
        string project = File.ReadAllText(consumer.PathOf("Consumer.csproj"));
        File.WriteAllText(
            consumer.PathOf("Consumer.csproj"),
            project.Replace($" Version=\"{package.Version}\"", "", StringComparison.Ordinal));
        File.WriteAllText(consumer.PathOf("Directory.Packages.props"), $"""
            <Project>
              <PropertyGroup><ManagePackageVersionsCentrally>true</ManagePackageVersionsCentrally></PropertyGroup>
              <ItemGroup><PackageVersion Include="MPruner.Build" Version="{package.Version}" /></ItemGroup>
            </Project>
            """);

        consumer.Build().Succeeded();

        Assert.Equal(File.ReadAllBytes(consumer.Pruned()), consumer.Resource("model.pt"));
    }

    [Fact]
    public void InASolutionFilterIsBuiltWithItsModel()
    {
        Consumer consumer = NewConsumer();
        File.WriteAllText(
            consumer.PathOf("All.slnx"),
            """<Solution><Project Path="Consumer.csproj" /><Project Path="Other.csproj" /></Solution>""");
        File.WriteAllText(consumer.PathOf("Some.slnf"), """{ "solution": { "path": "All.slnx", "projects": ["Consumer.csproj"] } }""");
        consumer.ProjectFile = "Some.slnf";

        consumer.Build().Succeeded();

        Assert.Equal(File.ReadAllBytes(consumer.Pruned()), consumer.Resource("model.pt"));
    }

    [Fact]
    [Row(43)]
    public void PublishedCarriesTheModel()
    {
        Consumer consumer = NewApp();
        consumer.Build("-t:Publish", "-p:PublishDir=published/").Succeeded();

        var start = new ProcessStartInfo("dotnet", [consumer.PathOf("published", "Consumer.dll")]) { RedirectStandardOutput = true };
        using Process app = Process.Start(start)!;
        string output = app.StandardOutput.ReadToEnd();
        app.WaitForExit();

        Assert.Equal($"{new FileInfo(consumer.Pruned()).Length}", output);
    }

    [Fact]
    [Row(34)]
    [Row(43)]
    public void PackedCarriesTheModelAndDependsOnNothing()
    {
        Consumer consumer = NewConsumer();

        consumer.Build("-t:Pack", "-p:PackageOutputPath=packed").Succeeded();

        using ZipArchive packed = ZipFile.OpenRead(Directory.GetFiles(consumer.PathOf("packed"), "*.nupkg").Single());
        using var nuspec = new StreamReader(packed.GetEntry("Consumer.nuspec")!.Open());
        Assert.DoesNotContain("MPruner", nuspec.ReadToEnd(), StringComparison.Ordinal);
        packed.GetEntry("lib/net10.0/Consumer.dll")!.ExtractToFile(consumer.PathOf("extracted.dll"));
        Assert.Equal(File.ReadAllBytes(consumer.Pruned()), consumer.Resource("model.pt", "extracted.dll"));
    }

    [Fact]
    [Row(33)]
    public void WatchedHasTheModelAndItsDataInTheList()
    {
        Consumer consumer = NewConsumer();
        consumer.Build("-t:Restore").Succeeded();

        using Process watch = Process.Start(new ProcessStartInfo("dotnet", ["watch", "--list", "--project", "Consumer.csproj"])
        {
            WorkingDirectory = consumer.Folder,
            RedirectStandardOutput = true,
        })!;
        string files = watch.StandardOutput.ReadToEnd();
        watch.WaitForExit();

        Assert.All(
            new[] { "model.pt", "model.calibration.npz", "model.evaluation.npz" },
            file => Assert.Contains(consumer.PathOf(file), files, StringComparison.Ordinal));
    }

    private Consumer NewApp()
    {
        var consumer = new Consumer(package, Items.OneModel, "<TargetFramework>net10.0</TargetFramework><OutputType>Exe</OutputType>");
        consumer.TakeFinishedModels();
        consumer.AddModel();
        File.WriteAllText(consumer.PathOf("Program.cs"), "System.Console.Write(Consumer.PrunedModels.OpenModel().Length);");
        return consumer;
    }

    private Consumer NewConsumer()
    {
        var consumer = new Consumer(package, Items.OneModel);
        consumer.TakeFinishedModels();
        consumer.AddModel();
        return consumer;
    }
}
