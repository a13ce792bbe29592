using System.Runtime.Versioning;
using System.Text.RegularExpressions;
using MPruner.Build.Tests.Consuming;
using MPruner.Docs.Tests.Documents;

namespace MPruner.Docs.Tests.Shell;

/// <summary>The commands of a document, one after the other, in a folder with the files that they name.</summary>
[SupportedOSPlatform("linux")]
public sealed partial class EveryShellBlock(PackedPackage package)
{
    private readonly PackedTool tool = PackedTool.Beside(package);
    private static readonly string[] Models = ["cnn.pt", "text.pt", "translator.pt"];

    /// <summary>What commands say where they read a report, and where it is.</summary>
    private static readonly (string Text, string File)[] Reports =
    [
        ("*.report.json", "obj/Debug/net10.0/mpruner/model.report.json"),
        (" model.report.json", "model.report.json"),
        (" result.json", "result.json"),
    ];

    public static TheoryData<string> Documents => [.. Rules.Blocks(Rule.Shell).Select(block => block.Document).Distinct()];

    [Theory]
    [MemberData(nameof(Documents))]
    public void Runs(string document)
    {
        string folder = tool.NewFolder("documents");
        CodeBlock[] blocks = [.. Rules.Blocks(Rule.Shell).Where(block => block.Document == document)];
        Prepare(folder, string.Concat(blocks.Select(block => block.Text)));
        var shell = new ShellSession(tool, folder);

        foreach (string command in blocks.SelectMany(block => ShellSession.Commands(block.Text)))
        {
            shell.Run(command);
        }
    }

    [Fact]
    public void ThatTestsDoNotRunNamesWhatIsThere() => Assert.All(
        Rules.Blocks(Rule.Shell).Concat(Rules.Blocks(Rule.Newcomer)).SelectMany(block => block.Text.Split('\n')),
        line =>
        {
            if (Script().Match(line) is { Success: true } script)
            {
                Assert.True(File.Exists(Path.Combine(Repository.Root, script.Value)), line);
            }

            if (TestClass().Match(line) is { Success: true } test)
            {
                string path = test.Groups[2].Value[(test.Groups[1].Length + 1)..].Replace('.', '/');
                Assert.True(File.Exists(Path.Combine(Repository.Root, "tests", test.Groups[1].Value, path + ".cs")), line);
            }
        });

    /// <summary>The pipelines write <c>dotnet mpruner</c> and <c>dotnet tool run mpruner</c> for the same.</summary>
    [Fact]
    public void MayStartTheToolOfAManifestByItsNameAlone()
    {
        string folder = tool.NewFolder("manifest");
        Prepare(folder, "dotnet tool restore");
        var shell = new ShellSession(tool, folder);
        shell.Run("dotnet tool restore");

        Assert.Equal(shell.Run("dotnet tool run mpruner inspect model.pt"), shell.Run("dotnet mpruner inspect model.pt"));
    }

    private void Prepare(string folder, string commands)
    {
        foreach (string model in Models.Where(model => commands.Contains(model, StringComparison.Ordinal)))
        {
            ModelFiles.Put(Path.Combine(folder, model));
        }

        ModelFiles.PutSmallest(Path.Combine(folder, "model.pt"));
        Directory.CreateSymbolicLink(Path.Combine(folder, "samples"), Path.Combine(Repository.Root, "samples"));
        if (commands.Contains("dotnet tool restore", StringComparison.Ordinal))
        {
            Directory.CreateDirectory(Path.Combine(folder, ".config"));
            File.WriteAllText(Path.Combine(folder, ".config", "dotnet-tools.json"), $$"""
                { "version": 1, "isRoot": true, "tools": { "mpruner": { "version": "{{tool.Version}}", "commands": ["mpruner"] } } }
                """);
        }

        string golden = Path.Combine(Repository.Root, "tests", "MPruner.Tool.Tests", "Reporting", "prune.golden.json");
        foreach ((string text, string file) in Reports.Where(report => commands.Contains(report.Text, StringComparison.Ordinal)))
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(folder, file))!);
            File.Copy(golden, Path.Combine(folder, file));
        }
    }

    [GeneratedRegex(@"^eng/\w+\.sh")]
    private static partial Regex Script();

    [GeneratedRegex(@"^dotnet tests/([\w.]+)/bin/.* -class ""([\w.]+)""")]
    private static partial Regex TestClass();
}
