using MPruner.TorchScript.Pickle;
using MPruner.TorchScript.Programs;

namespace MPruner.ScriptModels.Storage;

/// <summary>Finds the tensors that only slots contain, and that share their memory with no other tensor.</summary>
internal static class OwnTensors
{
    /// <summary>The tensors. Others, such as one that is also an element of a list, have to stay as they are.</summary>
    public static HashSet<PickleValue> Of(ScriptProgram program, IReadOnlyCollection<SlotVisit> visits)
    {
        var slots = visits.ToLookup(v => v.Module, v => v.Attribute);
        var own = visits.Select(v => v.Value).ToHashSet<PickleValue>(ReferenceEqualityComparer.Instance);
        own.ExceptWith(OutsideOf(program.Root, slots));
        var shared = program.Root.DescendantsAndSelf()
            .Select(value => TensorInfo.Of(value)?.StorageKey)
            .OfType<string>()
            .CountBy(key => key)
            .Where(count => count.Value > 1)
            .Select(count => count.Key)
            .ToHashSet(StringComparer.Ordinal);
        own.RemoveWhere(value => TensorInfo.Of(value) is not { } tensor || shared.Contains(tensor.StorageKey));
        return own;
    }

    /// <summary>All values that can be reached from the root without looking into slots.</summary>
    private static HashSet<PickleValue> OutsideOf(PickleObject root, ILookup<PickleObject, string> slots)
    {
        var seen = new HashSet<PickleValue>(ReferenceEqualityComparer.Instance);
        var open = new Stack<PickleValue>([root]);
        while (open.TryPop(out var value))
        {
            if (!seen.Add(value))
            {
                continue;
            }

            var children = value is PickleObject module && slots[module].ToHashSet(StringComparer.Ordinal) is { Count: > 0 } inSlots
                ? module.Attributes.Where(a => !inSlots.Contains(a.Key)).Select(a => a.Value)
                : value.Children;
            foreach (var child in children)
            {
                open.Push(child);
            }
        }

        return seen;
    }
}
