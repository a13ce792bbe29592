using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using MPruner.Core;
using MPruner.Core.Ports;

namespace MPruner.Torch;

/// <summary>Converts libtorch's exceptions to coded errors with a reason of one line.</summary>
internal static partial class EngineFailure
{
    /// <param name="message">The message of libtorch's exception.</param>
    /// <param name="engine">The engine's name and version.</param>
    /// <param name="inner">The exception, if it was caught.</param>
    public static EngineRefusedException OnLoad(string message, string engine, Exception? inner)
    {
        var reason = Reason(message);
        return UnknownOperator().Match(reason) is { Success: true } match
            ? new(
                EngineStep.Load,
                "MPR3004",
                $"The model calls the operator {match.Groups[1].Value}, which {engine} does not know. "
                + "Save the model with a PyTorch no newer than the engine and without custom operators.",
                inner)
            : new(
                EngineStep.Load,
                "MPR3003",
                $"{engine} cannot load the model: {reason.TrimEnd(':')}. "
                + "Save it again with torch.jit.save, using a PyTorch no newer than the engine.",
                inner);
    }

    public static EngineRefusedException OnCall(ExternalException failure, string method, IReadOnlyList<NumericArray> inputs)
    {
        var arguments = string.Join(", ", inputs.Select((input, index) => $"argument {index}: {input.Describe()}"));
        var reason = Reason(failure.Message);
        var message = $"{method}({arguments}) failed in the engine: {reason}. "
            + "Compare the number, shapes and element types of the arrays with what the model expects.";
        return new(EngineStep.Run, "MPR3006", message, failure) { Reason = reason };
    }

    public static EngineRefusedException OnResult(Exception unsupported, string method) => new(
        EngineStep.Run,
        "MPR3005",
        $"{method} returned something other than tensors, numbers, tuples and lists ({FirstLine(unsupported.Message)}). "
        + "Wrap the model so that it returns tensors.",
        unsupported);

    /// <param name="failure">The exception.</param>
    /// <param name="operation">What failed: <c>Training, step 3 of 12</c>.</param>
    public static EngineRefusedException OnStep(Exception failure, string operation)
    {
        var reason = Reason(failure.Message);
        var message = $"{operation} failed in the engine: {reason}. Choose Recovery=\"Linear\" or \"None\", which need no training.";
        return new(EngineStep.Train, "MPR3008", message, failure) { Reason = reason };
    }

    /// <summary>The reason without traceback and native stack: one line, without a full stop.</summary>
    internal static string Reason(string message)
    {
        var text = message.Split("\nException raised from ", 2)[0];
        if (text.Contains("Traceback of TorchScript", StringComparison.Ordinal) && RaisedError().Matches(text) is { Count: > 0 } raised)
        {
            text = raised[^1].Groups[1].Value;
        }

        // What follows is a guess and a list of all backends.
        return FirstLine(text).Split(" This could be because the operator doesn't exist", 2)[0].TrimEnd('.');
    }

    private static string FirstLine(string text) => text.Trim().Split('\n')[0].Trim();

    [GeneratedRegex(@"Unknown builtin op: ([\w:.]+?)\.?$")]
    private static partial Regex UnknownOperator();

    [GeneratedRegex(@"^[\w.]*(?:Error|Exception): (.+)$", RegexOptions.Multiline)]
    private static partial Regex RaisedError();
}
