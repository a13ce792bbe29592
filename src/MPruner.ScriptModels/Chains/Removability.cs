using System.Collections.Immutable;
using MPruner.ScriptModels.Dataflow;
using MPruner.TorchScript.Code.Syntax;

namespace MPruner.ScriptModels.Chains;

/// <summary>
/// Whether the dataflow around one call allows its block to be removed. Equal
/// shapes, which only a run can show, are checked on the calibration data.
/// </summary>
internal static class Removability
{
    /// <summary>Why the call's block must stay; null if it can be removed.</summary>
    public static string? Reason(StreamAnalysis streams, BlockCall block)
    {
        var call = block.Call;
        if (!HasTensorStream(block))
        {
            return "It does not read and write the residual stream as a tensor.";
        }

        var types = call.ResultTypes;
        if (call.ReturnsTuple && (call.Result is not TupleValue || call.Outputs.Count() != types.Length))
        {
            return "The tuple that it returns is not built in its return statement.";
        }

        if (call.Outputs.FirstOrDefault(o => o.Index == block.StreamOutput) is not { } stream)
        {
            return "Its result does not depend on its input.";
        }

        foreach (var output in call.Outputs.Where(o => o.Index != block.StreamOutput && streams.Reads(o) > 0))
        {
            if (SourceOf(call, output) is null)
            {
                return $"Its result {output.Index}, besides the residual stream, is used and is none of its inputs.";
            }

            if (block.ParentAdd is not null)
            {
                return $"Its result {output.Index} is used, and the parent adds the block's input to another result.";
            }
        }

        if (block.ParentAdd is not null && streams.Reads(stream) > 1)
        {
            return "Its parent adds its output to the stream, and also reads it elsewhere.";
        }

        return ParentAddition.CountsTwice(streams, call.Arguments[block.StreamInput], stream, block.ParentAdd)
            ? "Its parent combines its input with something computed from its output; without the block the stream would count twice."
            : null;
    }

    /// <summary>
    /// Whether a call takes the stream as a tensor and returns it as a tensor,
    /// alone or in a tuple. Only then can the block be measured and removed.
    /// </summary>
    public static bool HasTensorStream(BlockCall block)
    {
        var call = block.Call;
        var types = call.ResultTypes;
        return block.StreamInput < call.Arguments.Length
            && IsTensor(call, block.StreamInput)
            && block.StreamOutput < types.Length
            && types[block.StreamOutput] is NameExpression { Name.Text: "Tensor" };
    }

    /// <summary>Whether an argument is a tensor that depends on the model's input.</summary>
    public static bool IsTensor(ModuleCall call, int position) =>
        call.Arguments[position] is not (StaticValue or ModuleValue)
        && call.ArgumentSyntax[position] is not null
        && Parameters(call.Method)[position].Type is (null or NameExpression { Name.Text: "Tensor" });

    /// <summary>A method's parameters after the receiver.</summary>
    public static ImmutableArray<Parameter> Parameters(FunctionDefinition method) =>
        [.. method.Parameters.Nodes.Skip(1).Where(p => p.Name.Text != "*")];

    /// <summary>
    /// The position of the argument that a call returns unchanged as one of its results; null if the result is something else.
    /// </summary>
    public static int? SourceOf(ModuleCall call, CallOutput output)
    {
        var value = output.Source;
        var position = call.Arguments.ToList().FindIndex(argument => ReferenceEquals(argument.Source, value));
        return position >= 0 && value is not StaticValue && call.ArgumentSyntax[position] is not null ? position : null;
    }
}
