using System.Collections.Immutable;
using MPruner.ScriptModels.Dataflow;

namespace MPruner.ScriptModels.Chains;

/// <summary>
/// The part of a model that the guard judges: the first tensor that <c>forward</c> returns, and the blocks that it depends on.
/// </summary>
internal static class ScoredPart
{
    /// <summary>Why blocks that it does not contain must stay as they are.</summary>
    public const string NotScored = "Only the first tensor that forward returns is scored, and it does not depend on this block.";

    /// <summary>The chain, in which blocks that the scored tensor does not depend on must stay as they are.</summary>
    public static ScriptChain Keep(DataflowTrace trace, ScriptChain chain)
    {
        var scored = Results(trace) is [var first, _, ..] ? CallsBehind(first) : null;
        return scored is null || chain.Blocks.All(b => IsBehind(b, scored)) ? chain : new([.. chain.Blocks.Select(Kept)]);

        ScriptBlock Kept(ScriptBlock block) => IsBehind(block, scored)
            ? block
            : block with { Reason = block.Reason ?? NotScored, IsScored = false };
    }

    /// <summary>How many of the results after the first depend on one of the blocks.</summary>
    public static int CountOthers(DataflowTrace trace, IReadOnlyCollection<ScriptBlock> blocks) =>
        Results(trace).Skip(1).Count(result => DependsOn(result, blocks));

    /// <summary>Whether a value depends on one of the blocks.</summary>
    public static bool DependsOn(Value value, IReadOnlyCollection<ScriptBlock> blocks) =>
        CallsBehind(value) is var calls && blocks.Any(b => IsBehind(b, calls));

    private static bool IsBehind(ScriptBlock block, HashSet<ModuleCall> calls) => block.Calls.Any(c => calls.Contains(c.Call));

    /// <summary>The results that depend on the model's input, in the order in which the engine returns them.</summary>
    private static ImmutableArray<Value> Results(DataflowTrace trace)
    {
        return [.. Flat(trace.Root.Result)];

        static IEnumerable<Value> Flat(Value value) => value switch
        {
            GroupValue group => group.Elements.SelectMany(Flat),
            CallOutput output => Flat(output.Inner),
            OperationValue { Selected: { } selected } => Flat(selected),
            MergeValue merge => Merged(merge),
            StaticValue => [],
            _ => [value],
        };

        // If two collections differ in length, their elements at the same position are one result.
        static IEnumerable<Value> Merged(MergeValue merge)
        {
            var choices = merge.Choices.Select(choice => Flat(choice).ToList()).ToList();
            var longest = choices.Max(c => c.Count);
            return longest <= 1
                ? [merge]
                : Enumerable.Range(0, longest).Select(i => new MergeValue([.. choices.Where(c => c.Count > i).Select(c => c[i])]));
        }
    }

    /// <summary>All calls in which a part of a value was computed.</summary>
    private static HashSet<ModuleCall> CallsBehind(Value value) => [.. Provenance.Of(value)
        .SelectMany(part => ((part as OperationValue)?.Frame ?? (part as CallOutput)?.Call)?.SelfAndCallers() ?? [])];
}
