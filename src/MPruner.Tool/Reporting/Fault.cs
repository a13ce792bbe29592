using MPruner.Onnx.Faults;
using MPruner.TorchScript;

namespace MPruner.Tool.Reporting;

/// <summary>What an exception means to the user.</summary>
/// <param name="Exit">How the process ends.</param>
/// <param name="Origin">The file at fault, or null for the one that was processed.</param>
/// <param name="Code">The stable code.</param>
/// <param name="Message">One line.</param>
internal sealed record Fault(ExitCode Exit, string? Origin, string Code, string Message)
{
    /// <summary>Coded errors as they are; any other exception is an internal error.</summary>
    public static Fault Of(Exception exception) => exception switch
    {
        ToolException fault => Coded(fault.Origin, fault.Code, fault.Message),
        PrunerException fault => Coded(null, fault.Code, fault.Message),
        TorchScriptException fault => Coded(null, fault.Code, fault.Message),
        OnnxException fault => Coded(null, fault.Code, fault.Message),
        OutOfMemoryException => new Fault(
            ExitCode.BadInput,
            null,
            "MPR3402",
            "There is not enough memory for this model and these data. Use a machine with more memory, or fewer examples."),
        _ => new Fault(
            ExitCode.Internal,
            null,
            "MPR5900",
            $"Internal error, {exception.GetType().Name}: {exception.Message} "
            + $"Please report it with the model's origin and this line. {exception.StackTrace}"),
    };

    private static Fault Coded(string? origin, string code, string message) => new(
        code switch
        {
            "MPR2201" => ExitCode.RequirementNotMet,
            "MPR3001" or "MPR3009" or "MPR3010" or "MPR3014" or "MPR3015" => ExitCode.EngineMissing,
            ['M', 'P', 'R', '5', ..] => ExitCode.Usage,
            _ => ExitCode.BadInput,
        },
        origin,
        code,
        message);
}
