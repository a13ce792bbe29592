using System.Collections.Immutable;
using MPruner.ScriptModels.Dataflow;
using MPruner.TorchScript.Code.Syntax;
using MPruner.TorchScript.Pickle;

namespace MPruner.ScriptModels.Chains;

/// <summary>Where the residual stream goes, seen from one family of blocks: calls of a block are opaque, everything around them is looked through.</summary>
internal sealed class StreamAnalysis
{
    /// <summary>What they return says nothing of what flows through their input.</summary>
    private static readonly ImmutableHashSet<string> ShapeOperators =
        ["size", "len", "dim", "numel", "dtype", "device", "zeros_like", "ones_like", "empty_like", "full_like", "rand_like", "new_zeros", "new_ones", "new_full", "new_empty"];

    private readonly HashSet<PickleObject> family;
    private readonly HashSet<ModuleCall> containers;
    private readonly Dictionary<ModuleCall, ModuleCall> firstTwins = [];
    private readonly Dictionary<Value, int> reads = [];
    private readonly Dictionary<Value, CallOutput?> nearest = [];

    public StreamAnalysis(DataflowTrace trace, IEnumerable<PickleObject> members)
    {
        family = [.. members];
        BlockCalls = WithoutTwins(trace.Calls.Where(c => c.Enters && family.Contains(c.Module) && !c.Caller!.SelfAndCallers().Any(outer => family.Contains(outer.Module))));
        containers = [.. BlockCalls.SelectMany(c => c.Caller!.SelfAndCallers())];
        Operations = [.. trace.Operations.Where(o => !o.Frame.SelfAndCallers().Any(call => family.Contains(call.Module)) && HandedOn(o) is null)];
        foreach (var value in Operations.SelectMany(o => o.Inputs).Concat(BlockCalls.SelectMany(c => c.Arguments)))
        {
            Read(value);
        }

        // In order of execution, so that none of them recurses into a long program.
        foreach (var operation in Operations)
        {
            Upstream(operation);
        }
    }

    /// <summary>The outermost calls of the family's members, in execution order; of twins the first.</summary>
    public ImmutableArray<ModuleCall> BlockCalls { get; }

    /// <summary>The operations outside of the blocks.</summary>
    public ImmutableArray<OperationValue> Operations { get; }

    /// <summary>A call of a block and its twins: further calls of it on the same values.</summary>
    public IEnumerable<ModuleCall> WithTwins(ModuleCall call) => firstTwins.Where(pair => ReferenceEquals(pair.Value, call)).Select(pair => pair.Key).Prepend(call);

    /// <summary>The value itself, whatever calls of other modules it was handed through.</summary>
    public Value Resolve(Value value)
    {
        while (HandedOn(value) is { } inner)
        {
            value = inner;
        }

        if (value is CallOutput twin && firstTwins.TryGetValue(twin.Call, out var first))
        {
            return first.Outputs.FirstOrDefault(o => o.Index == twin.Index) ?? value;
        }

        if (value is MergeValue merge)
        {
            ImmutableArray<Value> choices = [.. merge.Choices.Select(Resolve).Distinct()];
            return choices.Length == 1 ? choices[0] : value;
        }

        return value;
    }

    /// <summary>What a call that is no block's handed on as it was, or an element that is picked out of that; null where a value is something of its own.</summary>
    private Value? HandedOn(Value value) => value switch
    {
        CallOutput output when !IsBlock(output.Call) => output.Inner,
        OperationValue { Selected: { } selected } operation when Resolve(operation.Inputs[0]) is GroupValue => selected,
        _ => null,
    };

    /// <summary>How often anything outside of the blocks, or another block, reads the value.</summary>
    public int Reads(CallOutput output) => reads.GetValueOrDefault(Resolve(output));

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
            GroupValue group => Latest(group.Elements),
            MergeValue merge => Latest(merge.Choices),
            OperationValue operation when containers.Contains(operation.Frame) && !ReadsOnlyTheShape(operation) => Latest(operation.Inputs),
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
                case GroupValue group: Push(open, group.Elements); break;
                case MergeValue merge: Push(open, merge.Choices); break;
                case OperationValue operation: Push(open, operation.Inputs); break;
            }
        }

        return false;
    }

    private static bool ReadsOnlyTheShape(OperationValue operation) =>
        operation.Syntax is CallExpression { Callee: AttributeExpression callee } && ShapeOperators.Contains(callee.Name.Text);

    private static void Push(Stack<Value> open, ImmutableArray<Value> values)
    {
        foreach (var value in values)
        {
            open.Push(value);
        }
    }

    private bool IsBlock(ModuleCall call) => call.Enters && family.Contains(call.Module);

    private CallOutput? Latest(ImmutableArray<Value> values) => values.Select(Upstream).OfType<CallOutput>().MaxBy(output => output.Call.Order);

    private void Read(Value value)
    {
        value = Resolve(value);
        reads[value] = reads.GetValueOrDefault(value) + 1;
        foreach (var part in value is GroupValue group ? group.Elements : value is MergeValue merge ? merge.Choices : [])
        {
            Read(part);
        }
    }

    /// <summary>Calls of one block on the same values, in the branches of an <c>if</c> as a rule, are one call as far as the stream goes.</summary>
    private ImmutableArray<ModuleCall> WithoutTwins(IEnumerable<ModuleCall> calls)
    {
        var single = ImmutableArray.CreateBuilder<ModuleCall>();
        foreach (var call in calls)
        {
            if (single.FirstOrDefault(other => IsTwin(call, other)) is { } first)
            {
                firstTwins[call] = first;
            }
            else
            {
                single.Add(call);
            }
        }

        return single.ToImmutable();
    }

    private bool IsTwin(ModuleCall call, ModuleCall other) =>
        ReferenceEquals(call.Module, other.Module) && ReferenceEquals(call.Method, other.Method) && ReferenceEquals(call.Caller, other.Caller)
        && call.Arguments.Zip(other.Arguments).All(pair => ReferenceEquals(Resolve(pair.First), Resolve(pair.Second)));
}
