using MPruner.Tool.Reporting;
using MPruner.Tool.Running;

namespace MPruner.Tool.Commands;

/// <summary>Runs a command's work and turns any failure into one coded line and an exit code.</summary>
internal static class CommandRunner
{
    /// <summary>Runs the work.</summary>
    /// <param name="context">The surroundings of the command.</param>
    /// <param name="origin">The file that is processed: an error is about it unless the error names another.</param>
    /// <param name="work">The work.</param>
    public static ExitCode Run(ToolContext context, string origin, Func<ExitCode> work)
    {
        try
        {
            return work();
        }
        catch (OperationCanceledException) when (context.Cancel.IsCancellationRequested)
        {
            context.Error.WriteLine("Interrupted; nothing was written.");
            return ExitCode.Interrupted;
        }
#pragma warning disable CA1031 // The last handler of all: an unknown exception becomes a coded internal error.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            var fault = Fault.Of(exception);
            context.Findings.Error(fault.Origin ?? origin, fault.Code, fault.Message);
            return fault.Exit;
        }
    }
}
