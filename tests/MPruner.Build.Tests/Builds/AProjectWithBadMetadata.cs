using Microsoft.Build.Logging.StructuredLogger;
using MPruner.Build.Tests.Consuming;

namespace MPruner.Build.Tests.Builds;

public sealed class AProjectWithBadMetadata(PackedPackage package)
{
    [Fact]
    [Row(36)]
    public void FailsBeforeAnyWorkWithOneCodedErrorForEachFault()
    {
        var consumer = new Consumer(package, """
            <ItemGroup>
              <PruneModel Include="model.pt" Threshold="1.5" />
              <PruneModel Include="other.pt" Device="tpu" LogicalName="MODEL.pt" />
              <PruneModel Include="third.pt" Calibration="nowhere.npz" ShipAs="Content" LogicalName="../third.pt" />
              <PruneModel Include="analyzed.pt" Analysis="nowhere.json" />
              <PruneModel Include="fourth.pt" />
              <PruneModel Include="absent.pt" />
            </ItemGroup>
            """);
        consumer.AddModel();
        consumer.AddModel("other.pt");
        consumer.AddModel("third.pt");
        consumer.AddModel("analyzed.pt");
        File.Copy(consumer.PathOf("model.pt"), consumer.PathOf("fourth.pt"));

        BuildRun build = consumer.Build();

        Assert.Equal(1, build.ExitCode);
        string[] expected = ["MPR5104", "MPR5105", "MPR5102", "MPR5105", "MPR5102", "MPR5103", "MPR5101"];
        Assert.Equal(expected, build.Errors.Select(error => error.Code));
        Assert.All(build.Errors, error => Assert.Equal(consumer.PathOf("Consumer.csproj"), error.File));
        Assert.False(build.Ran("PruneModels"));
        Assert.False(Directory.Exists(Path.GetDirectoryName(consumer.Pruned())));
    }

    [Fact]
    [Row(36)]
    public void TwoModelsOfOneLogicalNameAreRefused()
    {
        var consumer = new Consumer(package, """
            <ItemGroup>
              <PruneModel Include="a/model.pt;b/model.pt" />
            </ItemGroup>
            """);
        Directory.CreateDirectory(consumer.PathOf("a"));
        Directory.CreateDirectory(consumer.PathOf("b"));
        consumer.AddModel("a/model.pt");
        consumer.AddModel("b/model.pt");

        Error error = Assert.Single(consumer.Build().Errors);

        Assert.Equal("MPR5106", error.Code);
        Assert.Contains("LogicalName=\"b.model.pt\"", error.Text, StringComparison.Ordinal);
    }

    [Fact]
    [Row(37)]
    public void MayHaveItFromAnItemDefinition()
    {
        var consumer = new Consumer(package, """
            <ItemDefinitionGroup><PruneModel><Threshold>1.5</Threshold></PruneModel></ItemDefinitionGroup>
            <ItemGroup><PruneModel Include="model.pt" Treshold="0.9" /></ItemGroup>
            """);
        consumer.AddModel();

        BuildRun build = consumer.Build();

        Assert.Equal("MPR5104", Assert.Single(build.Errors).Code);
        Warning warning = Assert.Single(build.Warnings);
        Assert.Equal("MPR5107", warning.Code);
        Assert.Contains("'Treshold'", warning.Text, StringComparison.Ordinal);
    }
}
