using System.CommandLine;
using MPruner.Tool.Engine;
using MPruner.Tool.Files;
using MPruner.Tool.Reporting;
using MPruner.Tool.Running;

namespace MPruner.Tool.Commands;

/// <summary><c>probe FILE</c>, hidden: loads a model and exits. The tool starts it as a child: <see cref="ChildProcessProbe"/>.</summary>
internal static class ProbeCommand
{
    /// <summary>Builds the command.</summary>
    public static Command Build(ToolContext context)
    {
        var model = new Argument<string>("model");
        var command = new Command("probe", "Load a model and exit") { model };
        command.Hidden = true;
        command.SetAction(parse => (int)CommandRunner.Run(context, parse.GetValue(model)!, () =>
        {
            ParentWatch.EndWithParent();
            ModelFormats.Load(context, ModelFile.Read(parse.GetValue(model)!));
            return ExitCode.Done;
        }));
        return command;
    }
}
