using MPruner.Build.Tests.Consuming;

namespace MPruner.Build.Tests.Builds;

/// <summary>Nothing of the project changes but what the result is computed with.</summary>
public sealed class ABuildWithAnotherKey(PackedPackage package)
{
    [Fact]
    public void ByAUniversePrunesAgain()
    {
        Consumer consumer = Built();

        consumer.Build("-p:MPrunerCacheUniverse=mine").Succeeded();
        Assert.True(Computed(consumer));
        consumer.Environment["MPRUNER_CACHE_UNIVERSE"] = "another";
        consumer.Build().Succeeded();
        Assert.True(Computed(consumer));
        consumer.Environment.Clear();
        consumer.Build().Succeeded();
        Assert.False(Computed(consumer));
    }

    [Fact]
    public void ByTheContentOfLibTorchAndNotByItsFolderPrunesAgain()
    {
        Consumer consumer = Built();
        string folder = consumer.PathOf("libtorch");
        Directory.CreateDirectory(folder);
        foreach (string library in Directory.GetFiles(EnginePackages.LibTorch).Where(file => Path.GetFileName(file) != "libtorch.so"))
        {
            File.CreateSymbolicLink(Path.Combine(folder, Path.GetFileName(library)), library);
        }

        string small = Path.Combine(folder, "libtorch.so");
        File.Copy(Path.Combine(EnginePackages.LibTorch, "libtorch.so"), small);

        BuildRun same = consumer.Build($"-p:MPrunerLibTorchPath={folder}").Succeeded();
        Assert.True(same.Ran("PruneModels") && !Computed(consumer));

        // Nothing reads what follows the last section.
        File.AppendAllText(small, "x");
        consumer.Build($"-p:MPrunerLibTorchPath={folder}").Succeeded();
        Assert.True(Computed(consumer));

        consumer.Environment["MPRUNER_LIBTORCH"] = consumer.PathOf("nowhere");
        Assert.Equal("MPR3001", Assert.Single(consumer.Build().Errors).Code);
    }

    /// <summary>Whether the last build started the tool, and the tool did not have the result either.</summary>
    private static bool Computed(Consumer consumer)
    {
        bool computed = File.Exists(consumer.ToolLog) && !File.ReadAllText(consumer.ToolLog).Contains("(cached)", StringComparison.Ordinal);
        File.Delete(consumer.ToolLog);
        return computed;
    }

    private Consumer Built()
    {
        var consumer = new Consumer(package, Items.OneModel);
        consumer.AddModel();
        consumer.Build().Succeeded();
        Assert.True(Computed(consumer));
        return consumer;
    }
}
