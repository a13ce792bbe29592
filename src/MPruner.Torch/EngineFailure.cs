using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using MPruner.Core;
using MPruner.Core.Ports;

namespace MPruner.Torch;

/// <summary>Turns what libtorch throws into coded errors with one line of its reason.</summary>
internal static partial class EngineFailure
{
    /// <param name="message">What libtorch threw.</param>
    /// <param name="engine">Its name and version.</param>
    /// <param name="inner">The exception, where it was caught.</param>
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
                $"{engine} cannot load the model: {reason.TrimEnd(':')}. Save it again with torch.jit.save, by a PyTorch no newer than the engine.",
                inner);
    }

    public static EngineRefusedException OnCall(ExternalException failure, string method, IReadOnlyList<NumericArray> inputs)
    {
        var arguments = string.Join(", ", inputs.Select((input, index) => $"argument {index}: {input.Describe()}"));
        var reason = Reason(failure.Message);
        var message = $"{method}({arguments}) failed in the engine: {reason}. Check the arrays' number, shapes and element types against what the model takes.";
        return new(EngineStep.Run, "MPR3006", message, failure) { Reason = reason };
    }

    public static EngineRefusedException OnResult(Exception unsupported, string method) => new(
        EngineStep.Run,
        "MPR3005",
        $"{method} returned something other than tensors, numbers, tuples and lists ({FirstLine(unsupported.Message)}). "
        + "Wrap the model so that it returns tensors.",
        unsupported);

    /// <param name="failure">What the engine, or an argument of it, said.</param>
    /// <param name="doing">What went on: <c>Training, step 3 of 12</c>.</param>
    public static EngineRefusedException OnStep(Exception failure, string doing)
    {
        var reason = Reason(failure.Message);
        var message = $"{doing} failed in the engine: {reason}. Choose Recovery=\"Linear\" or \"None\", which train nothing.";
        return new(EngineStep.Train, "MPR3008", message, failure) { Reason = reason };
    }

    /// <summary>The reason without traceback and native stack: one line, no full stop.</summary>
    internal static string Reason(string message)
    {
        var text = message.Split("\nException raised from ", 2)[0];
        if (text.Contains("Traceback of TorchScript", StringComparison.Ordinal) && RaisedError().Matches(text) is { Count: > 0 } raised)
        {
            text = raised[^1].Groups[1].Value;
        }

        return FirstLine(text).TrimEnd('.');
    }

    private static string FirstLine(string text) => text.Trim().Split('\n')[0].Trim();

    [GeneratedRegex(@"Unknown builtin op: ([\w:.]+?)\.?$")]
    private static partial Regex UnknownOperator();

    [GeneratedRegex(@"^[\w.]*(?:Error|Exception): (.+)$", RegexOptions.Multiline)]
    private static partial Regex RaisedError();
}
