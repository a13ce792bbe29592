using MPruner.Core.Reports;
using MPruner.Tool.Options;
using MPruner.Tool.Reporting;
using MPruner.Tool.Running;
using Newtonsoft.Json.Linq;
using Spectre.Console;

namespace MPruner.Tool.Commands;

/// <summary>What a command found about a model.</summary>
/// <param name="Model">The model's file as the user named it.</param>
/// <param name="Result">The result.</param>
/// <param name="Json">The same as JSON.</param>
internal sealed record ModelResult(string Model, PruningResult Result, JObject Json)
{
    /// <summary>Whether the tables show the inner dimensions of blocks.</summary>
    public bool ShowsWidths { get; init; }
}

/// <summary>How a command's result reaches the user: tables or JSON, the report file, the warnings.</summary>
internal static class ResultOutput
{
    private const int Width = 100;

    /// <summary>Writes a result and its warnings.</summary>
    public static void WriteWithWarnings(ToolContext context, ModelResult found, bool asJson)
    {
        foreach (var warning in found.Result.Warnings)
        {
            context.Findings.Warning(found.Model, warning);
        }

        Write(context, found, asJson);
    }

    /// <summary>Writes a result whose warnings have been written.</summary>
    public static void Write(ToolContext context, ModelResult found, bool asJson)
    {
        if (asJson)
        {
            context.Out.Write(ReportJson.Print(found.Json));
        }
        else
        {
            Show(context, (found.Model, found.Result), console => new ReportView(console)
            {
                ShowsWidths = found.ShowsWidths,
                ShowsTimings = context.Level.Verbosity == Verbosity.Detailed,
            }.Show(found.Result, found.Model));
        }
    }

    /// <summary>Shows a result to a person, as fully as the chosen level wants.</summary>
    /// <param name="context">The surroundings of the command.</param>
    /// <param name="found">The result.</param>
    /// <param name="tables">Shows all of it.</param>
    public static void Show(ToolContext context, (string Model, PruningResult Result) found, Action<IAnsiConsole> tables)
    {
        switch (context.Level.Verbosity)
        {
            case Verbosity.Quiet:
                break;
            case Verbosity.Minimal:
                context.Out.WriteLine(Summary.Of(found.Model, found.Result));
                break;
            default:
                tables(Console(context));
                break;
        }
    }

    /// <summary>The standard output as a console: colours only on a terminal, and only if the user wants them.</summary>
    public static IAnsiConsole Console(ToolContext context)
    {
        var colours = context.HasColours;
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(context.Out),
            Ansi = colours ? AnsiSupport.Yes : AnsiSupport.No,
            ColorSystem = colours ? ColorSystemSupport.TrueColor : ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,
        });
        console.Profile.Width = Width;
        console.Profile.Capabilities.Unicode = true;
        return console;
    }
}
