using System.Diagnostics;
using System.Globalization;
using MPruner.Build.Tests.Consuming;

namespace MPruner.Build.Tests.Builds;

public sealed class AGeneratedAccessor(PackedPackage package)
{
    private const string App = """
        <TargetFramework>net10.0</TargetFramework><OutputType>Exe</OutputType><Nullable>enable</Nullable>
        <TreatWarningsAsErrors>true</TreatWarningsAsErrors><RootNamespace>My.App</RootNamespace>
        """;

    [Fact]
    [Row(41)]
    public void OpensTheModelThatWasEmbedded()
    {
        Consumer consumer = Opening(Items.OneModel);
        consumer.Build().Succeeded();

        Assert.Equal(new FileInfo(consumer.Pruned()).Length, Run(consumer));
        Assert.False(consumer.Build().Succeeded().Ran("Csc"));
    }

    [Fact]
    public void OpensAFileBesideTheApp()
    {
        Consumer consumer = Opening($"""<ItemGroup><PruneModel Include="model.pt" ShipAs="Content" {Items.RemoveAnyway} /></ItemGroup>""");
        consumer.Build().Succeeded();

        Assert.Equal(new FileInfo(consumer.Pruned()).Length, Run(consumer));
    }

    [Fact]
    public void OpensTheOriginalWherePruningIsSwitchedOff()
    {
        Consumer consumer = Opening(Items.OneModel);
        consumer.Build("-p:MPrunerEnabled=false").Succeeded();

        Assert.Equal(new FileInfo(consumer.PathOf("model.pt")).Length, Run(consumer));
    }

    [Fact]
    [Row(41)]
    public void IsSeenByAnEditorWithoutATask()
    {
        Consumer consumer = Opening(Items.OneModel);
        consumer.Build().Succeeded();

        Assert.Contains("PrunedModels.g.cs", consumer.Evaluate("-getItem:Compile", "-p:DesignTimeBuild=true"), StringComparison.Ordinal);
    }

    [Fact]
    [Row(41)]
    public void IsLeftOutWhereTheItemSaysSo()
    {
        Consumer consumer = Opening($"""
            <ItemGroup><PruneModel Include="model.pt" {Items.RemoveAnyway} GenerateAccessor="$(Wanted)" /></ItemGroup>
            """);
        consumer.Build("-p:Wanted=true").Succeeded();

        BuildRun without = consumer.Build("-p:Wanted=false");

        Assert.Equal("CS0103", Assert.Single(without.Errors).Code);
        Assert.False(File.Exists(consumer.PathOf("obj", "Debug", "net10.0", "PrunedModels.g.cs")));
    }

    [Fact]
    public void LeavesTheProjectsOtherItemsAlone()
    {
        Consumer consumer = Opening($"""
            <ItemGroup>
              <EmbeddedResource Include="text.txt" /><Content Include="text.txt" />
              <PruneModel Include="model.pt" {Items.RemoveAnyway} /><PruneModel Include="other.pt" ShipAs="Content" {Items.RemoveAnyway} />
            </ItemGroup>
            """);
        consumer.AddModel("other.pt");
        File.WriteAllText(consumer.PathOf("text.txt"), "text");

        consumer.Build().Succeeded();

        Assert.Equal("text"u8.ToArray(), consumer.Resource("My.App.text.txt"));
        Assert.Equal(File.ReadAllBytes(consumer.Pruned()), consumer.Resource("model.pt"));
        Assert.Null(consumer.Resource("other.pt"));
    }

    [Fact]
    public void OfOneNameForTwoModelsIsRefused()
    {
        Consumer consumer = Opening($"""
            <ItemGroup>
              <PruneModel Include="model.pt" LogicalName="net-a.pt" {Items.RemoveAnyway} />
              <PruneModel Include="other.pt" LogicalName="net_a.pt" {Items.RemoveAnyway} />
            </ItemGroup>
            """);
        consumer.AddModel("other.pt");

        BuildRun build = consumer.Build();

        Assert.Equal("MPR5113", Assert.Single(build.Errors).Code);
    }

    [Theory]
    [InlineData("fsproj", "Library.fs", "namespace Consumer\ntype Library() = class end")]
    [InlineData("vbproj", "Library.vb", "Public Class Library\nEnd Class")]
    [Row(41)]
    public void IsForCSharpOnly(string project, string source, string code)
    {
        var consumer = new Consumer(package, $"""
            <ItemGroup><Compile Include="Library.fs" Condition="'$(Language)' == 'F#'" /></ItemGroup>
            {Items.OneModel}
            """);
        consumer.TakeFinishedModels();
        consumer.AddModel();
        File.Delete(consumer.PathOf("Library.cs"));
        File.WriteAllText(consumer.PathOf(source), code);
        consumer.ProjectFile = "Consumer." + project;
        File.Move(consumer.PathOf("Consumer.csproj"), consumer.PathOf(consumer.ProjectFile));

        BuildRun build = consumer.Build();

        build.Succeeded();
        Assert.Equal(File.ReadAllBytes(consumer.Pruned()), consumer.Resource("model.pt"));
    }

    private Consumer Opening(string items)
    {
        var consumer = new Consumer(package, items, App);
        consumer.TakeFinishedModels();
        consumer.AddModel();
        File.WriteAllText(consumer.PathOf("Program.cs"), """
            using var model = My.App.PrunedModels.OpenModel();
            System.Console.Write(model.Length);
            """);
        return consumer;
    }

    private static long Run(Consumer consumer)
    {
        string assembly = consumer.PathOf("bin", "Debug", "net10.0", "Consumer.dll");
        var start = new ProcessStartInfo("dotnet", [assembly]) { RedirectStandardOutput = true };
        using Process app = Process.Start(start)!;
        string output = app.StandardOutput.ReadToEnd();
        app.WaitForExit();
        Assert.Equal(0, app.ExitCode);
        return long.Parse(output, CultureInfo.InvariantCulture);
    }
}
