using MPruner.ScriptModels.Dataflow;
using MPruner.TorchScript.Code.Syntax;

namespace MPruner.ScriptModels.Chains;

/// <summary>What the code around a block does with the block's input and output together.</summary>
internal static class ParentAddition
{
    /// <summary>
    /// The parent's addition <c>input + output</c>, if the parent rather than the block adds the residual connection; otherwise null.
    /// </summary>
    public static ParentAdd? Find(StreamAnalysis streams, Value input, CallOutput output)
    {
        input = streams.Resolve(input);
        var stream = streams.Resolve(output);
        foreach (var operation in streams.Operations)
        {
            if (operation.Inputs.Length != 2
                || operation.Syntax is not CallExpression call
                || !IsPlain(call)
                || !BelongsTo(streams, operation, output.Call))
            {
                continue;
            }

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

        return null;
    }

    /// <summary>
    /// Whether the parent combines a block's input with something computed
    /// from its output. Without the block, the stream would then count twice.
    /// </summary>
    public static bool CountsTwice(StreamAnalysis streams, Value input, CallOutput output, ParentAdd? known)
    {
        input = streams.Resolve(input);
        return streams.Operations.Any(o => o.Inputs.Length > 1
            && !ReferenceEquals(o.Syntax, known?.Syntax)
            && o.Inputs.Any(i => ReferenceEquals(streams.Resolve(i), input))
            && o.Inputs.Any(i => !ReferenceEquals(streams.Resolve(i), input) && streams.StemsFrom(i, output.Call))
            && IsArithmetic(o.Syntax));
    }

    private static bool IsArithmetic(SyntaxNode syntax) => syntax
        is BinaryExpression
        or CallExpression { Callee: AttributeExpression { Name.Text: "add" or "add_" or "sub" or "sub_" or "mul" or "mul_" } };

    /// <summary>Whether an addition is in the code that calls the block, and is used for no other block.</summary>
    private static bool BelongsTo(StreamAnalysis streams, OperationValue addition, ModuleCall block) =>
        block.Caller!.SelfAndCallers().Contains(addition.Frame)
        && streams.Operations
            .Where(o => ReferenceEquals(o.Syntax, addition.Syntax) && ReferenceEquals(o.Frame.Module, addition.Frame.Module))
            .All(o => o.Inputs.Any(i => streams.Resolve(i) is CallOutput output && ReferenceEquals(output.Call.Module, block.Module)));

    private static bool IsPlain(CallExpression call) =>
        call.Callee is AttributeExpression { Target: NameExpression { Name.Text: "torch" }, Name.Text: "add" or "add_" }
        && (call.Arguments.Count == 2 || (call.Arguments.Count == 3 && call.Arguments[2].Value is LiteralExpression { Literal.Text: "1" }));
}
