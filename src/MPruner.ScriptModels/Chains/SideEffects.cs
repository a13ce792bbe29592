using MPruner.ScriptModels.Dataflow;
using MPruner.TorchScript.Pickle;
using MPruner.TorchScript.Programs;

namespace MPruner.ScriptModels.Chains;

/// <summary>
/// What a block changes besides returning its results. What it changes of its own goes with it; everything else would differ without it.
/// </summary>
/// <param name="trace">The dataflow.</param>
/// <param name="streams">The streams of the block's family in it.</param>
/// <param name="root">The program's root.</param>
internal sealed class SideEffects(DataflowTrace trace, StreamAnalysis streams, PickleObject root)
{
    /// <summary>Why the call's block must stay; null if it changes nothing that others read.</summary>
    public string? Reason(BlockCall block)
    {
        var effects = trace.Effects.Where(e => e.Frame.SelfAndCallers().Contains(block.Call)).ToList();
        if (effects.Count == 0)
        {
            return null;
        }

        var stream = Aliases.Of(block.Call.Arguments[block.StreamInput]);
        var handed = block.Call.Arguments.SelectMany(Aliases.Parts).SelectMany(value => Aliases.Of(value)).ToHashSet();
        handed.ExceptWith(stream);
        var others = Others(block.Call.Module);
        foreach (var effect in effects)
        {
            var changed = Aliases.Of(effect.Changed);
            if (changed.Overlaps(handed))
            {
                return $"It changes a value that is handed to it, besides the residual stream ({effect.What}).";
            }

            if (changed.OfType<StaticValue>().Select(value => value.Slot).OfType<AttributeSlot>().FirstOrDefault(others.Have) is { } slot)
            {
                return $"It changes the attribute {slot.Name} of a module that is not only its own ({effect.What}).";
            }

            if (changed.Overlaps(stream) && IsReadLater(block.Call, stream))
            {
                return $"It changes its input in place ({effect.What}), which is read elsewhere, too.";
            }
        }

        return null;
    }

    /// <summary>Whether code after a call, outside the blocks, reads one of the values other than through the call's results.</summary>
    private bool IsReadLater(ModuleCall call, HashSet<Value> values)
    {
        var read = streams.Operations
            .Where(o => o.CallsBefore > call.Order && !StreamAnalysis.ReadsOnlyTheShape(o))
            .SelectMany(o => o.Inputs);
        var passed = streams.BlockCalls.Where(other => other.Order > call.Order).SelectMany(other => other.Arguments);
        return read.Concat(passed).SelectMany(Aliases.Parts).Any(value => Aliases.Of(value, call).Overlaps(values));
    }

    private OtherModules Others(PickleObject block)
    {
        var (found, open) = (new HashSet<PickleObject>(), new Stack<PickleValue>([root]));
        while (open.TryPop(out var next))
        {
            if (next is PickleObject module && (ReferenceEquals(module, block) || !found.Add(module)))
            {
                continue;
            }

            foreach (var inner in next is PickleObject or PickleDict or PickleList or PickleTuple ? next.Children : [])
            {
                open.Push(inner);
            }
        }

        return new(found);
    }

    /// <summary>The modules that are reached without a block.</summary>
    private sealed record OtherModules(HashSet<PickleObject> Modules)
    {
        private readonly Lazy<HashSet<string>> storages = new(() =>
            [.. Modules.SelectMany(m => m.Attributes).Select(a => TensorInfo.Of(a.Value)?.StorageKey).OfType<string>()]);

        /// <summary>Whether one of them has an attribute, or shares its tensor.</summary>
        public bool Have(AttributeSlot slot) => Modules.Contains(slot.Owner)
            || (slot.Owner[slot.Name] is { } value && TensorInfo.Of(value) is { } tensor && storages.Value.Contains(tensor.StorageKey));
    }
}
