using System.CommandLine;
using System.CommandLine.Parsing;
using System.Text;
using MPruner.Tool.Files;
using MPruner.Tool.Reporting;
using MPruner.Tool.Running;

namespace MPruner.Tool.Commands;

/// <summary>The option <c>--sarif</c> of every command: its errors and warnings as a file, too.</summary>
internal sealed class SarifOption
{
    private readonly Option<string?> option = new("--sarif")
    {
        Description = "Where to write the errors and warnings as SARIF 2.1.0, even if the command fails",
        HelpName = "file",
        Recursive = true,
    };

    /// <summary>Adds the option to all commands.</summary>
    public void AddTo(RootCommand root) => root.Add(option);

    /// <summary>Runs a command, then writes the file if one was asked for. An interrupted command writes nothing.</summary>
    /// <param name="parse">The command line, which is valid.</param>
    /// <param name="context">The surroundings of the command, with a log.</param>
    /// <param name="command">The command; it gives its exit code.</param>
    /// <returns>The exit code: the command's, or a higher one of an error in writing.</returns>
    public int Run(ParseResult parse, ToolContext context, Func<int> command)
    {
        if (parse.GetValue(option) is not { } path)
        {
            return command();
        }

        var exit = ExitCode.Done;
        return Math.Max(
            (int)CommandRunner.Run(context, path, () =>
            {
                CheckPlace(parse, path);
                exit = (ExitCode)command();
                if (exit != ExitCode.Interrupted)
                {
                    AtomicFile.Write(path, Encoding.UTF8.GetBytes(ReportJson.Print(context.Log!.Write(exit))));
                }

                return exit;
            }),
            (int)exit);
    }

    /// <summary>Refuses a file that the command line names otherwise, too: the log would replace a model.</summary>
    private static void CheckPlace(ParseResult parse, string path)
    {
        var place = Path.GetFullPath(path);
        if (parse.Tokens.Count(token => token.Type == TokenType.Argument && IsAt(token.Value, place)) > 1)
        {
            throw new ToolException("MPR5005", path, "This file is an input or another output of the same run. Choose another --sarif.");
        }
    }

    private static bool IsAt(string text, string place) => text.Length > 0 && Path.GetFullPath(text) == place;
}
