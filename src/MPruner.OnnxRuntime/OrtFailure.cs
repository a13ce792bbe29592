using Microsoft.ML.OnnxRuntime;
using MPruner.Core;
using MPruner.Core.Ports;

namespace MPruner.OnnxRuntime;

/// <summary>Converts ONNX Runtime's exceptions to coded errors with a reason of one line.</summary>
internal static class OrtFailure
{
    private static readonly string[] UnknownOperator = ["is not a registered", "No Op registered"];

    /// <param name="failure">The exception.</param>
    /// <param name="engine">The engine's name and version.</param>
    public static EngineRefusedException OnLoad(OnnxRuntimeException failure, string engine)
    {
        var reason = Reason(failure);
        return Array.Exists(UnknownOperator, text => reason.Contains(text, StringComparison.Ordinal))
            ? new(
                EngineStep.Load,
                "MPR3004",
                $"The model has an operator that {engine} does not know: {reason}. Export the model without custom operators.",
                failure)
            : new(
                EngineStep.Load,
                "MPR3003",
                $"{engine} cannot load the model: {reason}. Check it with onnx.checker.check_model, and export it again.",
                failure);
    }

    /// <param name="failure">The exception.</param>
    /// <param name="inputs">The inputs.</param>
    public static EngineRefusedException OnRun(OnnxRuntimeException failure, IReadOnlyList<NamedArray> inputs)
    {
        var arguments = string.Join(", ", inputs.Select(input => $"{input.Name}: {input.Array.Describe()}"));
        var reason = Reason(failure);
        var message = $"The model ({arguments}) failed in the engine: {reason}. "
            + "Compare the number, shapes and element types of the arrays with what the model expects.";
        return new(EngineStep.Run, "MPR3006", message, failure) { Reason = reason };
    }

    /// <param name="reason">What is wrong with the type of an array.</param>
    public static EngineRefusedException OnType(string reason) =>
        new(EngineStep.Run, "MPR3006", $"{reason}. Expected numbers or bools.") { Reason = reason };

    private static string Reason(OnnxRuntimeException failure) => failure.Message.Trim().Split('\n')[0].Trim().TrimEnd('.');
}
