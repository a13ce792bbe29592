using System.Collections.Immutable;

namespace MPruner.ScriptModels.Dataflow;

/// <summary>Values that change when one of them is changed in place.</summary>
internal static class Aliases
{
    /// <summary>The value and those that it is, or may be, a view of.</summary>
    /// <param name="value">The value.</param>
    /// <param name="end">A call whose results are not looked into; null for none.</param>
    public static HashSet<Value> Of(Value value, ModuleCall? end = null)
    {
        var (seen, open) = (new HashSet<Value>(), new Stack<Value>([value]));
        while (open.TryPop(out var next))
        {
            ImmutableArray<Value> others = !seen.Add(next) ? [] : next switch
            {
                CallOutput output when !ReferenceEquals(output.Call, end) => [output.Inner],
                OperationValue { Selected: { } selected } => [selected],
                OperationValue { Aliased: { } aliased } => [aliased],
                StaticValue { Aliased: { } aliased } => [aliased],
                MergeValue merge => merge.Choices,
                _ => [],
            };
            foreach (var other in others)
            {
                open.Push(other);
            }
        }

        seen.Remove(StaticValue.Instance);
        return seen;
    }

    /// <summary>A value and, of a collection, everything in it.</summary>
    public static IEnumerable<Value> Parts(Value value) =>
        value is GroupValue group ? group.Elements.SelectMany(Parts).Prepend(value) : [value];
}
