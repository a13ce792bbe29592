using MPruner.ScriptModels.Dataflow;
using MPruner.TorchScript.Code.Syntax;

namespace MPruner.ScriptModels.Chains;

/// <summary>What the code around a block does with both its input and its output.</summary>
internal static class ParentAddition
{
    /// <summary>The parent's addition <c>input + output</c>, if it closes the residual connection of a block itself.</summary>
    public static ParentAdd? Find(StreamAnalysis streams, Value input, CallOutput output)
    {
        input = streams.Resolve(input);
        var stream = streams.Resolve(output);
        foreach (var operation in streams.Operations)
        {
            if (operation.Inputs.Length == 2 && operation.Syntax is CallExpression call && IsPlain(call) && BelongsTo(streams, operation, output.Call))
            {
                var left = streams.Resolve(operation.Inputs[0]);
                var right = streams.Resolve(operation.Inputs[1]);
                if (ReferenceEquals(left, input) && ReferenceEquals(right, stream))
                {
                    return new ParentAdd(call, call.Arguments[0].Value, operation.Frame);
                }

                if (ReferenceEquals(right, input) && ReferenceEquals(left, stream))
                {
                    return new ParentAdd(call, call.Arguments[1].Value, operation.Frame);
                }
            }
        }

        return null;
    }

    /// <summary>Whether the parent combines a block's input with something made from its output, so that removing the block would count the stream twice.</summary>
    public static bool CountsTwice(StreamAnalysis streams, Value input, CallOutput output, ParentAdd? known)
    {
        input = streams.Resolve(input);
        return streams.Operations.Any(o => o.Inputs.Length > 1
            && !ReferenceEquals(o.Syntax, known?.Syntax)
            && o.Inputs.Any(i => ReferenceEquals(streams.Resolve(i), input))
            && o.Inputs.Any(i => !ReferenceEquals(streams.Resolve(i), input) && streams.StemsFrom(i, output.Call))
            && o.Syntax is BinaryExpression or CallExpression { Callee: AttributeExpression { Name.Text: "add" or "add_" or "sub" or "sub_" or "mul" or "mul_" } });
    }

    /// <summary>Whether an addition stands in the code that calls the block, and serves no other block.</summary>
    private static bool BelongsTo(StreamAnalysis streams, OperationValue addition, ModuleCall block) =>
        block.Caller!.SelfAndCallers().Contains(addition.Frame)
        && streams.Operations
            .Where(o => ReferenceEquals(o.Syntax, addition.Syntax) && ReferenceEquals(o.Frame.Module, addition.Frame.Module))
            .All(o => o.Inputs.Any(i => streams.Resolve(i) is CallOutput output && ReferenceEquals(output.Call.Module, block.Module)));

    private static bool IsPlain(CallExpression call) =>
        call.Callee is AttributeExpression { Target: NameExpression { Name.Text: "torch" }, Name.Text: "add" or "add_" }
        && (call.Arguments.Count == 2 || (call.Arguments.Count == 3 && call.Arguments[2].Value is LiteralExpression { Literal.Text: "1" }));
}
