using Microsoft.Build.Logging.StructuredLogger;
using MPruner.Build.Tests.Consuming;

namespace MPruner.Build.Tests.Builds;

/// <summary>A checkout without Git LFS has small texts in place of large files.</summary>
public sealed class AModelThatWasNotFetched(PackedPackage package)
{
    private const string Pointer = "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 12345\n";

    [Theory]
    [InlineData("model.pt")]
    [InlineData("model.calibration.npz")]
    [InlineData("model.pt", "-p:MPrunerEnabled=false")]
    public void IsAnErrorAndNeverEmbedded(string file, params string[] arguments)
    {
        var consumer = new Consumer(package, """<ItemGroup><PruneModel Include="model.pt" OnFailure="Warn" /></ItemGroup>""");
        consumer.AddModel();
        File.WriteAllText(consumer.PathOf(file), Pointer);

        Error error = Assert.Single(consumer.Build(arguments).Errors);

        Assert.Equal("MPR3107", error.Code);
        Assert.Contains("git lfs pull", error.Text, StringComparison.Ordinal);
    }
}
