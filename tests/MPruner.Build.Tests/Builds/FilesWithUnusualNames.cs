using MPruner.Build.Tests.Consuming;

namespace MPruner.Build.Tests.Builds;

public sealed class FilesWithUnusualNames(PackedPackage package)
{
    /// <summary>Everything that means something to MSBuild, to a shell or to XML.</summary>
    private const string Strange = "a%2Fb;c d@e$(f)'g&h%25";

    /// <summary>The SDK itself finds nothing in a folder with a percent sign.</summary>
    private const string Folder = "b;c d@e$(f)'g&h";

    [Fact]
    [Row(27)]
    public void ArePrunedEmbeddedAndLeftAloneAfterwards()
    {
        const string EveryModel = $"""<ItemGroup><PruneModel Include="*.pt" {Items.RemoveAnyway} /></ItemGroup>""";
        var consumer = new Consumer(package, EveryModel, name: Folder);
        consumer.AddModel(Strange + ".pt");

        consumer.Build().Succeeded();

        byte[] embedded = consumer.Resource(Strange + ".pt")!;
        Assert.True(embedded.Length < new FileInfo(consumer.PathOf(Strange + ".pt")).Length);
        Assert.False(consumer.Build().Succeeded().Ran("PruneModels"));
        consumer.Build("-t:Rebuild", "-p:MPrunerRequireCacheHit=true").Succeeded();
        Assert.Equal(embedded, consumer.Resource(Strange + ".pt"));
        consumer.Build("-t:Rebuild", "-p:MPrunerEnabled=false").Succeeded();
        Assert.Equal(File.ReadAllBytes(consumer.PathOf(Strange + ".pt")), consumer.Resource(Strange + ".pt"));
    }

    [Fact]
    [Row(27)]
    public void MayBeNamedByMetadata()
    {
        string escaped = Strange
            .Replace("%", "%25", StringComparison.Ordinal)
            .Replace(";", "%3B", StringComparison.Ordinal)
            .Replace("$", "%24", StringComparison.Ordinal)
            .Replace("&", "&amp;", StringComparison.Ordinal);
        var consumer = new Consumer(
            package,
            $"""
            <ItemGroup>
              <PruneModel Include="{escaped}.pt" Calibration="{escaped}.calibration.npz" Evaluation="{escaped}.evaluation.npz"
                          LogicalName="{escaped}" {Items.RemoveAnyway} />
            </ItemGroup>
            """,
            $"<TargetFramework>net10.0</TargetFramework><MPrunerCacheDir>{escaped}</MPrunerCacheDir>");
        consumer.AddModel(Strange + ".pt");

        consumer.Build().Succeeded();

        Assert.NotNull(consumer.Resource(Strange));
        Assert.True(Directory.Exists(consumer.PathOf(Strange, "v1")));
    }

    [Fact]
    public void HaveAReportEachWhereOnlyTheirEndingsDiffer()
    {
        var consumer = new Consumer(package, $"""<ItemGroup><PruneModel Include="net.pt;net.pth" {Items.RemoveAnyway} /></ItemGroup>""");
        consumer.AddModel("net.pt");
        consumer.AddModel("net.pth", fixture: "parent_adds.scripted.pt");

        consumer.Build().Succeeded();

        string[] reports = Directory.GetFiles(consumer.PathOf("obj"), "*.report.json", SearchOption.AllDirectories);
        Assert.All(
            new[] { "net.pt", "net.pth" },
            model => Assert.Single(reports, report => File.ReadAllText(report).Contains($"/{model}\"", StringComparison.Ordinal)));
    }
}
