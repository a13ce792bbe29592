using System.Collections.Immutable;
using MPruner.Core.Dataflow;
using MPruner.TorchScript.Code.Syntax;
using MPruner.TorchScript.Pickle;

namespace MPruner.Core.Chains;

/// <summary>Where the residual stream goes, seen from one family of blocks: calls of a block are opaque, everything around them is looked through.</summary>
internal sealed class StreamAnalysis
{
    private readonly HashSet<PickleObject> family;
    private readonly HashSet<ModuleCall> containers;
    private readonly HashSet<Value> used = [];
    private readonly Dictionary<Value, CallOutput?> nearest = [];

    public StreamAnalysis(DataflowTrace trace, IEnumerable<PickleObject> members)
    {
        family = [.. members];
        BlockCalls = [.. trace.Calls.Where(c => c.Enters && family.Contains(c.Module) && !c.Caller!.SelfAndCallers().Any(outer => family.Contains(outer.Module)))];
        containers = [.. BlockCalls.SelectMany(c => c.Caller!.SelfAndCallers())];
        Operations = [.. trace.Operations.Where(o => !o.Frame.SelfAndCallers().Any(call => family.Contains(call.Module)))];
        foreach (var value in Operations.SelectMany(o => o.Inputs).Concat(BlockCalls.SelectMany(c => c.Arguments)))
        {
            MarkUsed(value);
        }
    }

    /// <summary>The outermost calls of the family's members, in execution order.</summary>
    public ImmutableArray<ModuleCall> BlockCalls { get; }

    /// <summary>The operations outside of the blocks.</summary>
    public ImmutableArray<OperationValue> Operations { get; }

    /// <summary>The value itself, whatever calls of other modules it was handed through.</summary>
    public Value Resolve(Value value)
    {
        while (value is CallOutput output && !IsBlock(output.Call))
        {
            value = output.Inner;
        }

        if (value is MergeValue merge)
        {
            ImmutableArray<Value> choices = [.. merge.Choices.Select(Resolve).Distinct()];
            return choices.Length == 1 ? choices[0] : value;
        }

        return value;
    }

    /// <summary>Whether anything outside of the blocks, or another block, reads the value.</summary>
    public bool IsUsed(CallOutput output) => used.Contains(output);

    /// <summary>The last block's output from which the containers' own operations made a value; null where another module, or no block, stands before it.</summary>
    public CallOutput? Upstream(Value value)
    {
        value = Resolve(value);
        if (nearest.TryGetValue(value, out var known))
        {
            return known;
        }

        nearest[value] = null;
        return nearest[value] = value switch
        {
            CallOutput output => output,
            TupleValue tuple => Latest(tuple.Elements),
            MergeValue merge => Latest(merge.Choices),
            OperationValue operation when containers.Contains(operation.Frame) => Latest(operation.Inputs),
            _ => null,
        };
    }

    /// <summary>Whether a value was made from a block's output without another block between, by any operation or module.</summary>
    public bool StemsFrom(Value value, ModuleCall block)
    {
        var seen = new HashSet<Value>();
        var open = new Stack<Value>([value]);
        while (open.TryPop(out var next))
        {
            next = Resolve(next);
            if (!seen.Add(next))
            {
                continue;
            }

            switch (next)
            {
                case CallOutput output when ReferenceEquals(output.Call, block): return true;
                case TupleValue tuple: Push(open, tuple.Elements); break;
                case MergeValue merge: Push(open, merge.Choices); break;
                case OperationValue operation: Push(open, operation.Inputs); break;
            }
        }

        return false;
    }

    /// <summary>The parent's addition <c>input + output</c>, if it closes the residual connection of a block itself.</summary>
    public ParentAdd? ParentAdd(Value input, CallOutput output)
    {
        input = Resolve(input);
        foreach (var operation in Operations)
        {
            if (operation.Inputs.Length == 2 && operation.Syntax is CallExpression call && IsPlainAddition(call))
            {
                var left = Resolve(operation.Inputs[0]);
                var right = Resolve(operation.Inputs[1]);
                if (ReferenceEquals(left, input) && ReferenceEquals(right, output))
                {
                    return new ParentAdd(call, call.Arguments[0].Value);
                }

                if (ReferenceEquals(right, input) && ReferenceEquals(left, output))
                {
                    return new ParentAdd(call, call.Arguments[1].Value);
                }
            }
        }

        return null;
    }

    /// <summary>Whether the parent combines a block's input with something made from its output, so that removing the block would count the stream twice.</summary>
    public bool CombinesWithInput(Value input, CallOutput output, ParentAdd? known)
    {
        input = Resolve(input);
        return Operations.Any(o => o.Inputs.Length > 1
            && !ReferenceEquals(o.Syntax, known?.Syntax)
            && o.Inputs.Any(i => ReferenceEquals(Resolve(i), input))
            && o.Inputs.Any(i => !ReferenceEquals(Resolve(i), input) && StemsFrom(i, output.Call))
            && o.Syntax is BinaryExpression or CallExpression { Callee: AttributeExpression { Name.Text: "add" or "add_" or "sub" or "sub_" or "mul" or "mul_" } });
    }

    private static bool IsPlainAddition(CallExpression call) =>
        call.Callee is AttributeExpression { Target: NameExpression { Name.Text: "torch" }, Name.Text: "add" or "add_" }
        && (call.Arguments.Count == 2 || (call.Arguments.Count == 3 && call.Arguments[2].Value is LiteralExpression { Literal.Text: "1" }));

    private static void Push(Stack<Value> open, ImmutableArray<Value> values)
    {
        foreach (var value in values)
        {
            open.Push(value);
        }
    }

    private bool IsBlock(ModuleCall call) => call.Enters && family.Contains(call.Module);

    private CallOutput? Latest(ImmutableArray<Value> values) => values.Select(Upstream).OfType<CallOutput>().MaxBy(output => output.Call.Order);

    private void MarkUsed(Value value)
    {
        value = Resolve(value);
        if (!used.Add(value))
        {
            return;
        }

        switch (value)
        {
            case TupleValue tuple:
                foreach (var element in tuple.Elements)
                {
                    MarkUsed(element);
                }

                break;
            case MergeValue merge:
                foreach (var choice in merge.Choices)
                {
                    MarkUsed(choice);
                }

                break;
        }
    }
}
