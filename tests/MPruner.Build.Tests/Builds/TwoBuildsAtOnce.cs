using System.Diagnostics;
using MPruner.Build.Tests.Consuming;

namespace MPruner.Build.Tests.Builds;

/// <summary>Two builds of one project that run at the same time.</summary>
public sealed class TwoBuildsAtOnce(PackedPackage package)
{
    [Fact]
    public void OfTwoConfigurationsEachEmbedWhatTheyAskFor()
    {
        Consumer consumer = NewConsumer("""
            <PropertyGroup><Similarity>0</Similarity><Similarity Condition="'$(Configuration)' == 'Debug'">1</Similarity></PropertyGroup>
            """);

        Run(consumer, ["-c:Debug"], ["-c:Release"]);

        AssertOriginal(consumer, consumer.Resource("model.pt"));
        AssertPruned(consumer, consumer.Resource("model.pt", "bin/Release/net10.0/Consumer.dll"));
    }

    [Fact]
    public void OfTwoSetsOfPropertiesEachEmbedWhatTheyAskFor()
    {
        Consumer consumer = NewConsumer("");

        Run(
            consumer,
            ["-p:Similarity=1", "-p:AssemblyName=One", "-p:OutputPath=one"],
            ["-p:Similarity=0", "-p:AssemblyName=Zero", "-p:OutputPath=zero"]);

        AssertOriginal(consumer, consumer.Resource("model.pt", "one/One.dll"));
        AssertPruned(consumer, consumer.Resource("model.pt", "zero/Zero.dll"));
    }

    [Fact]
    [Row(18)]
    public void PruneOnceWhereBothAskForTheSame()
    {
        Consumer consumer = NewConsumer("<PropertyGroup><Similarity>0</Similarity></PropertyGroup>");

        Run(consumer, ["-c:Debug"], ["-c:Release"]);

        AssertPruned(consumer, consumer.Resource("model.pt"));
        Assert.Equal(consumer.Resource("model.pt"), consumer.Resource("model.pt", "bin/Release/net10.0/Consumer.dll"));
        string[] logs = Directory.GetFiles(consumer.PathOf("obj"), "mpruner.log", SearchOption.AllDirectories);
        Assert.Single(logs, log => !File.ReadAllText(log).Contains("(cached)", StringComparison.Ordinal));
    }

    [Fact]
    public void LeaveEachOthersFilesAlone()
    {
        Consumer consumer = NewConsumer("");
        consumer.Build("-p:Similarity=0").Succeeded();
        byte[] pruned = File.ReadAllBytes(consumer.Pruned());

        // What a build holds from its first task of the package until its end.
        using (new FileStream(consumer.Pruned("mpruner.lock"), FileMode.Open, FileAccess.ReadWrite, FileShare.None))
        {
            consumer.Build("-p:Similarity=1").Succeeded();
            AssertOriginal(consumer, consumer.Resource("model.pt"));
            consumer.Build("-p:Similarity=0.5").Succeeded();
        }

        Assert.Equal(pruned, File.ReadAllBytes(consumer.Pruned()));
        Assert.False(consumer.Build("-p:Similarity=0").Succeeded().Ran("PruneModels"));
        AssertPruned(consumer, consumer.Resource("model.pt"));
        Assert.Single(Directory.GetFiles(consumer.PathOf("obj"), "model.pt", SearchOption.AllDirectories));
    }

    private static void Run(Consumer consumer, params string[][] builds)
    {
        (Process Process, string Log)[] started =
            [.. builds.Select(arguments => (consumer.Start(["--no-restore", .. arguments], out string log), log))];
        foreach ((Process process, string log) in started)
        {
            process.WaitForExit();
            new BuildRun(process.ExitCode, log).Succeeded();
            process.Dispose();
        }
    }

    private static void AssertOriginal(Consumer consumer, byte[]? resource) =>
        Assert.Equal(File.ReadAllBytes(consumer.PathOf("model.pt")), resource);

    private static void AssertPruned(Consumer consumer, byte[]? resource) =>
        Assert.True(resource!.Length < new FileInfo(consumer.PathOf("model.pt")).Length);

    private Consumer NewConsumer(string properties)
    {
        var consumer = new Consumer(package, $"""
            {properties}
            <ItemGroup><PruneModel Include="model.pt" Threshold="$(Similarity)" MaxDrop="1" Threads="1" /></ItemGroup>
            """);
        consumer.AddModel();
        consumer.Build("-t:Restore").Succeeded();
        return consumer;
    }
}
