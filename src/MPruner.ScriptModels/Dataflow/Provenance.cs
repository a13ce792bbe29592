using System.Collections.Immutable;

namespace MPruner.ScriptModels.Dataflow;

/// <summary>What a value was computed from.</summary>
internal static class Provenance
{
    /// <summary>The value itself, and all values that it was computed from.</summary>
    public static HashSet<Value> Of(Value value)
    {
        var (seen, open) = (new HashSet<Value>(), new Stack<Value>([value]));
        while (open.TryPop(out var next))
        {
            if (seen.Add(next))
            {
                foreach (var part in Parts(next))
                {
                    open.Push(part);
                }
            }
        }

        return seen;
    }

    private static ImmutableArray<Value> Parts(Value value) => value switch
    {
        CallOutput output => [output.Inner],
        OperationValue { Selected: { } selected } => [selected],
        OperationValue operation => operation.Inputs,
        GroupValue group => group.Elements,
        MergeValue merge => merge.Choices,
        _ => [],
    };
}
