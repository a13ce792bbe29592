using System.Collections.Immutable;
using MPruner.ScriptModels.Dataflow;
using MPruner.TorchScript.Code.Syntax;
using MPruner.TorchScript.Pickle;

namespace MPruner.ScriptModels.Chains;

/// <summary>
/// Follows the residual stream of one family of blocks. Calls of a block are opaque; calls of other modules are looked through.
/// </summary>
internal sealed class StreamAnalysis
{
    /// <summary>Operators whose result depends only on the shape or type of their input.</summary>
    private static readonly ImmutableHashSet<string> ShapeOperators =
    [
        "size", "len", "dim", "numel", "dtype", "device",
        "zeros_like", "ones_like", "empty_like", "full_like", "rand_like", "new_zeros", "new_ones", "new_full", "new_empty",
    ];

    private readonly HashSet<PickleObject> family;
    private readonly HashSet<ModuleCall> containers;
    private readonly Dictionary<ModuleCall, ModuleCall> firstOfDuplicate = [];
    private readonly Dictionary<Value, int> reads = [];
    private readonly Dictionary<Value, CallOutput?> nearest = [];

    public StreamAnalysis(DataflowTrace trace, IEnumerable<PickleObject> members)
    {
        family = [.. members];
        BlockCalls = WithoutDuplicates(trace.Calls.Where(c => IsBlock(c) && !IsInBlock(c.Caller!)));
        containers = [.. BlockCalls.SelectMany(c => c.Caller!.SelfAndCallers())];
        Operations = [.. trace.Operations.Where(o => !IsInBlock(o.Frame) && PassedOn(o) is null)];
        foreach (var value in Operations.SelectMany(o => o.Inputs).Concat(BlockCalls.SelectMany(c => c.Arguments)))
        {
            Read(value);
        }

        // In execution order, so that the recursion stays shallow in a long program.
        foreach (var operation in Operations)
        {
            Upstream(operation);
        }
    }

    /// <summary>The outermost calls of the family's members, in execution order; of duplicates the first.</summary>
    public ImmutableArray<ModuleCall> BlockCalls { get; }

    /// <summary>The operations outside the blocks.</summary>
    public ImmutableArray<OperationValue> Operations { get; }

    /// <summary>A call of a block and its duplicates: further calls of the block on the same values.</summary>
    public IEnumerable<ModuleCall> WithDuplicates(ModuleCall call) => firstOfDuplicate
        .Where(pair => ReferenceEquals(pair.Value, call))
        .Select(pair => pair.Key)
        .Prepend(call);

    /// <summary>The value itself, traced back through the calls of other modules that passed it on.</summary>
    public Value Resolve(Value value)
    {
        while (PassedOn(value) is { } inner)
        {
            value = inner;
        }

        if (value is CallOutput duplicate && firstOfDuplicate.TryGetValue(duplicate.Call, out var first))
        {
            return first.Outputs.FirstOrDefault(o => o.Index == duplicate.Index) ?? value;
        }

        if (value is MergeValue merge)
        {
            ImmutableArray<Value> choices = [.. merge.Choices.Select(Resolve).Distinct()];
            return choices.Length == 1 ? choices[0] : value;
        }

        return value;
    }

    /// <summary>
    /// The value that a call of another module returned unchanged, or the
    /// element that was selected from it; null if the value is a new one.
    /// </summary>
    private Value? PassedOn(Value value) => value switch
    {
        CallOutput output when !IsBlock(output.Call) => output.Inner,
        OperationValue { Selected: { } selected } operation when Resolve(operation.Inputs[0]) is GroupValue => selected,
        _ => null,
    };

    /// <summary>How often the value is read by another block or by code outside the blocks.</summary>
    public int Reads(CallOutput output) => reads.GetValueOrDefault(Resolve(output));

    /// <summary>
    /// The output of the last block from which the containers' own operations
    /// computed a value; null if another module, or no block, precedes it.
    /// </summary>
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

    /// <summary>Whether a value was computed from a block's output, by any operation or module, without another block in between.</summary>
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

    /// <summary>Whether an operation reads nothing of its input but shape or type.</summary>
    public static bool ReadsOnlyTheShape(OperationValue operation) =>
        operation.Syntax is CallExpression { Callee: AttributeExpression callee } && ShapeOperators.Contains(callee.Name.Text);

    private static void Push(Stack<Value> open, ImmutableArray<Value> values)
    {
        foreach (var value in values)
        {
            open.Push(value);
        }
    }

    private bool IsBlock(ModuleCall call) => call.Enters && family.Contains(call.Module);

    private bool IsInBlock(ModuleCall call) => call.SelfAndCallers().Any(outer => family.Contains(outer.Module));

    private CallOutput? Latest(ImmutableArray<Value> values) =>
        values.Select(Upstream).OfType<CallOutput>().MaxBy(output => output.Call.Order);

    private void Read(Value value)
    {
        value = Resolve(value);
        reads[value] = reads.GetValueOrDefault(value) + 1;
        ImmutableArray<Value> parts = value switch
        {
            GroupValue group => group.Elements,
            MergeValue merge => merge.Choices,
            _ => [],
        };
        foreach (var part in parts)
        {
            Read(part);
        }
    }

    /// <summary>For the stream, calls of one block on the same values (usually in the branches of an <c>if</c>) are one call.</summary>
    private ImmutableArray<ModuleCall> WithoutDuplicates(IEnumerable<ModuleCall> calls)
    {
        var single = ImmutableArray.CreateBuilder<ModuleCall>();
        foreach (var call in calls)
        {
            if (single.FirstOrDefault(other => IsDuplicate(call, other)) is { } first)
            {
                firstOfDuplicate[call] = first;
            }
            else
            {
                single.Add(call);
            }
        }

        return single.ToImmutable();
    }

    private bool IsDuplicate(ModuleCall call, ModuleCall other) =>
        ReferenceEquals(call.Module, other.Module)
        && ReferenceEquals(call.Method, other.Method)
        && ReferenceEquals(call.Caller, other.Caller)
        && call.Arguments.Zip(other.Arguments).All(pair => IsSame(Resolve(pair.First), Resolve(pair.Second)));

    private static bool IsSame(Value value, Value other) => ReferenceEquals(value, other) || (value is StaticValue && other is StaticValue);
}
