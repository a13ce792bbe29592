using System.Diagnostics;
using MPruner.Build.Tests.Consuming;

namespace MPruner.Build.Tests.Builds;

/// <summary>What made a model never shows in its bytes.</summary>
public sealed class TheSameModelElsewhere(PackedPackage package)
{
    [Fact]
    [Row(5)]
    public void InAnotherFolderGivesTheSameAssembly()
    {
        (Consumer one, Consumer other) = (Built(), Built());

        Assert.NotEqual(one.Cache, other.Cache);
        Assert.Equal(Assembly(one), Assembly(other));
    }

    [Fact]
    [Row(44)]
    public void OnTheCommandLineGivesTheBuildsBytes()
    {
        Consumer consumer = Built();
        (string model, string output) = (consumer.PathOf("model.pt"), consumer.PathOf("by-hand.pt"));
        string[] options = ["--threshold", "0", "--metric", "relative-error", "--max-drop", "1", "--width", "false", "--threads", "1"];

        using Process tool = Process.Start("dotnet", [Tool, "prune", model, "--output", output, "--no-cache", .. options]);
        tool.WaitForExit();

        Assert.Equal(0, tool.ExitCode);
        Assert.Equal(consumer.Resource("model.pt"), File.ReadAllBytes(output));
    }

    private string Tool => Path.Combine(package.Unpacked(), "tools", "net10.0", "any", "mpruner.dll");

    private static byte[] Assembly(Consumer consumer) => File.ReadAllBytes(consumer.PathOf("bin", "Debug", "net10.0", "Consumer.dll"));

    private Consumer Built()
    {
        var consumer = new Consumer(package, Items.OneModel);
        consumer.AddModel();
        string map = $"-p:PathMap={consumer.Folder}=/src";
        consumer.Build("-p:ContinuousIntegrationBuild=true", "-p:DeterministicSourcePaths=false", map).Succeeded();
        return consumer;
    }
}
