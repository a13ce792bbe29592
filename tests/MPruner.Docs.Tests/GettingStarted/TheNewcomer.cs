using System.Runtime.Versioning;
using System.Text.RegularExpressions;
using MPruner.Build.Tests.Consuming;
using MPruner.Docs.Tests.Documents;
using MPruner.Docs.Tests.Shell;

namespace MPruner.Docs.Tests.GettingStarted;

/// <summary>Does docs/getting-started.md literally: every command and line of it, in order, with the real package and tool.</summary>
[SupportedOSPlatform("linux")]
public sealed partial class TheNewcomer(PackedPackage package)
{
    private readonly PackedTool tool = PackedTool.Beside(package);

    [Fact]
    public void GetsWhatTheDocumentShows()
    {
        var shell = new ShellSession(tool, tool.NewFolder("newcomer"));
        string output = "";
        foreach (CodeBlock block in Document.All.Single(document => document.Path == Rules.GettingStarted).Blocks)
        {
            switch (block.Language)
            {
                case "sh":
                    output = string.Concat(ShellSession.Commands(block.Text).Select(command => Run(shell, command)));
                    break;
                case "python" or "csharp":
                    Write(Path.Combine(shell.Folder, FileOf(block)), block);
                    break;
                case "xml":
                    string project = Path.Combine(shell.Folder, FileOf(block));
                    string text = File.ReadAllText(project);
                    string lines = block.Text.Replace("…/artifacts/packages", tool.Feed, StringComparison.Ordinal);
                    File.WriteAllText(project, text.Replace("</Project>", lines + "</Project>", StringComparison.Ordinal));
                    break;
                case "":
                    CheckShown(block, output);
                    break;
                default:
                    Assert.Fail($"{block}: no step is a block of '{block.Language}'.");
                    break;
            }
        }

        string reports = Path.Combine(shell.Folder, "obj", "Debug", "net10.0", "mpruner");
        Assert.Equal(
            ["model.report.html", "model.report.json"],
            Directory.GetFiles(reports, "model.report.*").Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    /// <summary>Python trains where it is there; what follows starts from the same model everywhere.</summary>
    private static string Run(ShellSession shell, string command)
    {
        if (!command.StartsWith("python3 ", StringComparison.Ordinal))
        {
            return shell.Run(command);
        }

        string output = PythonJudge.IsThere ? shell.Run(command) : "";
        string made = Path.Combine(Repository.Root, "tests", "MPruner.Docs.Tests", "GettingStarted");
        foreach (string file in Directory.GetFiles(made, "model.*"))
        {
            string place = Path.Combine(shell.Folder, Path.GetFileName(file));
            Assert.Equal(PythonJudge.IsThere, File.Exists(place));
            File.Copy(file, place, overwrite: true);
        }

        return output;
    }

    /// <summary>A block's first line is a comment with the file's name; one that goes on with a file says so.</summary>
    private static string FileOf(CodeBlock block) => FileName().Match(block.Text).Groups[1].Value;

    private static void Write(string file, CodeBlock block)
    {
        if (block.Text.Split('\n')[0].EndsWith(", continued", StringComparison.Ordinal))
        {
            File.AppendAllText(file, block.Text);
        }
        else
        {
            File.WriteAllText(file, block.Text);
        }
    }

    private static void CheckShown(CodeBlock block, string output)
    {
        string[] lines = block.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        foreach (string line in lines.Where(line => !DependsOnTheProcessor(line)))
        {
            Assert.True(Masked(output).Contains(Masked(line), StringComparison.Ordinal), $"{block}: '{line}' is not in\n{output}");
        }
    }

    /// <summary>How many attempts there are depends on the last bits of the sums.</summary>
    private static bool DependsOnTheProcessor(string line) => line.TrimStart() is ['✓' or '✗', ..] or ['p', 'a', 'r', ..];

    private static string Masked(string text) => Spaces().Replace(Numbers().Replace(text, "#"), " ");

    [GeneratedRegex(@"\A(?:#|//|<!--) ([\w.]+)")]
    private static partial Regex FileName();

    [GeneratedRegex(@"[-−]?[\d][\d.,]*")]
    private static partial Regex Numbers();

    [GeneratedRegex(@"[ \n]+")]
    private static partial Regex Spaces();
}
