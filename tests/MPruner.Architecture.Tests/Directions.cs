namespace MPruner.Architecture.Tests;

/// <summary>Dependencies point inwards: method and file format ← models of the format ← engine ← tool.</summary>
/// <remarks>The MSBuild task stands alone.</remarks>
public sealed class Directions
{
    [Fact]
    public void TheFileFormatKnowsNothingButThePlatformAndItsChecksum() => CheckKnowsOnly("MPruner.TorchScript", "System.IO.Hashing");

    [Fact]
    public void TheMethodKnowsNoFormat() => Assert.Empty(AssemblyFile.OfTool("MPruner.Core").References());

    [Fact]
    public void TheModelsKnowTheMethodAndTheirFileFormat() => CheckKnowsOnly("MPruner.ScriptModels", "MPruner.Core", "MPruner.TorchScript");

    [Fact]
    public void TheEngineKnowsTheModelsAndTorchSharp() =>
        CheckKnowsOnly("MPruner.Torch", "MPruner.Core", "MPruner.ScriptModels", "TorchSharp");

    [Fact]
    public void TheToolTouchesNoTensor() =>
        CheckKnowsOnly(
            "mpruner", "MPruner.Core", "MPruner.ScriptModels", "MPruner.TorchScript",
            "MPruner.Torch", "Newtonsoft.Json", "Spectre.Console", "System.CommandLine", "System.IO.Hashing");

    [Fact]
    public void TheTaskKnowsMSBuildOnly() =>
        Assert.All(AssemblyFile.OfTask().References(), name => Assert.StartsWith("Microsoft.Build.", name, StringComparison.Ordinal));

    [Theory]
    [InlineData("MPruner.TorchScript")]
    [InlineData("MPruner.Core")]
    [InlineData("MPruner.ScriptModels")]
    public void FormatMethodAndModelsArePure(string assembly)
    {
        string[] world =
        [
            "System.Console.",
            "System.IO.File.", "System.IO.FileInfo.", "System.IO.FileStream.",
            "System.IO.Directory.", "System.IO.DirectoryInfo.", "System.IO.Path.",
            "System.Diagnostics.Process.", "System.Diagnostics.Stopwatch.",
            "System.Random.", "System.Guid.NewGuid",
            "System.DateTime.get_Now", "System.DateTime.get_UtcNow", "System.TimeProvider.get_System",
            "System.Environment.GetEnvironmentVariable", "System.Environment.get_CurrentDirectory",
            "System.Environment.get_ProcessorCount", "System.Environment.get_TickCount",
            "System.Globalization.CultureInfo.get_CurrentCulture", "System.Threading.Thread.Sleep",
        ];

        var used = AssemblyFile.OfTool(assembly).UsedMembers();

        Assert.DoesNotContain(used, member => world.Any(part => member.StartsWith(part, StringComparison.Ordinal)));
    }

    [Fact]
    public void TheToolIsWhereTheWorldIs() =>
        Assert.Contains("System.IO.File.ReadAllBytes", AssemblyFile.OfTool("mpruner").UsedMembers());

    private static void CheckKnowsOnly(string assembly, params string[] others)
    {
        var references = AssemblyFile.OfTool(assembly).References();

        Assert.NotEmpty(references);
        Assert.Subset(others.ToHashSet(StringComparer.Ordinal), references.ToHashSet(StringComparer.Ordinal));
    }
}
