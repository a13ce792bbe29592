using MPruner.OnnxRuntime.Natives;
using Newtonsoft.Json.Linq;

namespace MPruner.Tool.Tests.EndToEnd;

/// <summary>A user whose packages folder is empty. A <c>nuget.config</c> names NuGet's feeds and folder.</summary>
public sealed class GettingAnEngine : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly ToolProcess tool;
    private readonly (string Name, string Value)[] sandbox;

    public GettingAnEngine()
    {
        tool = new ToolProcess(folder);
        Directory.CreateDirectory(folder["home"]);
        sandbox = [("HOME", folder["home"]), ("NUGET_PACKAGES", "")];
    }

    public void Dispose() => folder.Dispose();

    [Fact]
    public void IsOneCommandThatUsesTheUsersFeedsAndFolder()
    {
        Configure(Path.Combine(PackagesFolder, "libtorch-cpu-linux-x64", "2.10.0"));
        var before = tool.Run(sandbox, "doctor");

        var install = tool.Run(sandbox, "engine", "install");
        var after = tool.Run(sandbox, "doctor");

        Assert.Equal(4, before.Exit);
        Assert.Contains("'mpruner engine install'", before.Error, StringComparison.Ordinal);
        var natives = folder["packages/libtorch-cpu-linux-x64/2.10.0/runtimes/linux-x64/native"];
        Assert.Equal((0, $"libtorch 2.10.0 in {natives}\n"), (install.Exit, install.Out));
        Assert.Equal((0, ""), (after.Exit, after.Error));
        Assert.Contains("mpruner engine install onnxruntime", after.Out.ReplaceLineEndings(" "), StringComparison.Ordinal);
    }

    [Fact]
    public void TakesTheNameOfTheOtherEngine()
    {
        Configure(Path.Combine(PackagesFolder, "microsoft.ml.onnxruntime", NativeLibrarySearch.Version));

        var install = tool.Run(sandbox, "engine", "install", "onnxruntime");
        var after = tool.Run(sandbox, "doctor", "--json");

        var natives = folder[$"packages/microsoft.ml.onnxruntime/{NativeLibrarySearch.Version}/runtimes/linux-x64/native"];
        Assert.Equal((0, $"ONNX Runtime {NativeLibrarySearch.Version} in {natives}\n"), (install.Exit, install.Out));
        Assert.Equal((0, ""), (after.Exit, after.Error));
        Assert.Null((string?)JObject.Parse(after.Out)["libtorch"]);
    }

    [Fact]
    public void FailsWithNuGetsOwnErrorWhereNoFeedHasIt()
    {
        Directory.CreateDirectory(folder["feed"]);
        Configure(folder["feed"]);

        var (exit, _, error) = tool.Run(sandbox, "engine", "install");

        Assert.Equal(3, exit);
        Assert.Matches("mpruner : error MPR3011: .*NU1101.*\n$", error);
    }

    /// <summary>Where this checkout's packages lie: nothing is downloaded.</summary>
    private static string PackagesFolder =>
        Environment.GetEnvironmentVariable("NUGET_PACKAGES")
        ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");

    private void Configure(string feed) => File.WriteAllText(folder["nuget.config"], $"""
        <configuration>
          <packageSources><clear /><add key="feed" value="{feed}" /></packageSources>
          <config><add key="globalPackagesFolder" value="packages" /></config>
        </configuration>
        """);
}
