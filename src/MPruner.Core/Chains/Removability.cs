using System.Collections.Immutable;
using MPruner.Core.Dataflow;
using MPruner.TorchScript.Code.Syntax;

namespace MPruner.Core.Chains;

/// <summary>Whether the dataflow around one call lets its block be removed. What only a run can tell, equal shapes, is checked on the calibration data.</summary>
internal static class Removability
{
    /// <summary>Why the call's block must stay; null where nothing stands against removing it.</summary>
    public static string? Reason(StreamAnalysis streams, BlockCall block)
    {
        var call = block.Call;
        if (block.StreamInput >= call.Arguments.Length || call.Arguments[block.StreamInput] is StaticValue || call.ArgumentSyntax[block.StreamInput] is null)
        {
            return "None of its inputs is the residual stream.";
        }

        var parameter = call.Method.Parameters.Nodes.Skip(1).Where(p => p.Name.Text != "*").ElementAt(block.StreamInput);
        if (parameter.Type is not (null or NameExpression { Name.Text: "Tensor" }))
        {
            return $"Its input {parameter.Name.Text} is not a plain tensor.";
        }

        var types = ResultTypes(call.Method);
        if (block.StreamOutput >= types.Length || types[block.StreamOutput] is not NameExpression { Name.Text: "Tensor" })
        {
            return "Its result is not a tensor, nor a tuple that holds the residual stream as a tensor.";
        }

        if (types.Length > 1 && call.Outputs.Count() != types.Length)
        {
            return "The tuple that it returns is not built where it returns it.";
        }

        if (call.Outputs.FirstOrDefault(o => o.Index == block.StreamOutput) is not { } stream)
        {
            return "Its result does not depend on its input.";
        }

        foreach (var output in call.Outputs.Where(o => o.Index != block.StreamOutput && streams.IsUsed(o)))
        {
            if (SourceOf(call, output) is null)
            {
                return $"Its result {output.Index}, beside the residual stream, is used and is none of its inputs.";
            }

            if (block.ParentAdd is not null)
            {
                return $"Its result {output.Index} is used, and the parent adds its input to another.";
            }
        }

        if (SecondStream(streams, block) is { } second)
        {
            return $"Its input {call.Method.Parameters.Nodes.Skip(1).Where(p => p.Name.Text != "*").ElementAt(second).Name.Text} is a second stream: the block before made it too.";
        }

        return streams.CombinesWithInput(call.Arguments[block.StreamInput], stream, block.ParentAdd)
            ? "Its parent combines its input with something made from its output; without the block the stream would count twice."
            : null;
    }

    /// <summary>The position of another argument that the block before made, and that neither of the two hands on unchanged; null where there is none.</summary>
    private static int? SecondStream(StreamAnalysis streams, BlockCall block)
    {
        var call = block.Call;
        var stream = streams.Resolve(call.Arguments[block.StreamInput]);
        var before = streams.Upstream(stream)?.Call;
        return Enumerable.Range(0, call.Arguments.Length).Where(position =>
            streams.Resolve(call.Arguments[position]) is CallOutput other
            && ReferenceEquals(other.Call, before)
            && !ReferenceEquals(other, stream)
            && SourceOf(other.Call, other) is null
            && !call.Outputs.Any(output => SourceOf(call, output) == position)).Cast<int?>().FirstOrDefault();
    }

    /// <summary>The position of the argument that a call hands on unchanged as one of its results; null where the result is something else.</summary>
    public static int? SourceOf(ModuleCall call, CallOutput output)
    {
        var value = Innermost(output.Inner);
        var position = call.Arguments.Select(Innermost).ToList().FindIndex(argument => ReferenceEquals(argument, value));
        return position >= 0 && value is not StaticValue && call.ArgumentSyntax[position] is not null ? position : null;
    }

    /// <summary>The declared types of a method's results: the elements of a tuple, or the one type.</summary>
    public static ImmutableArray<Expression> ResultTypes(FunctionDefinition method) => method.ReturnType switch
    {
        null => [],
        SubscriptExpression { Target: NameExpression { Name.Text: "Tuple" } } tuple => tuple.Indices.Nodes,
        var single => [single],
    };

    private static Value Innermost(Value value)
    {
        while (value is CallOutput output)
        {
            value = output.Inner;
        }

        return value;
    }
}
