using MPruner.TorchScript.Pickle;

namespace MPruner.ScriptModels.Storage;

/// <summary>One tensor slot of one module object. A module in several places is visited once for each.</summary>
/// <param name="Module">The module.</param>
/// <param name="Attribute">The attribute.</param>
/// <param name="Value">The tensor.</param>
internal sealed record SlotVisit(PickleObject Module, string Attribute, PickleValue Value)
{
    /// <summary>The visits of a module and everything under it, in the order of the code that unpacks them.</summary>
    public static IEnumerable<SlotVisit> Of(PickleObject module, ClassSlots slots) => slots.Tensors
        .Where(tensor => module[tensor.Name] is not (null or PickleNone))
        .Select(tensor => new SlotVisit(module, tensor.Name, module[tensor.Name]!))
        .Concat(slots.Children.SelectMany(child => module[child.Name] is PickleObject inner ? Of(inner, child.Class) : []));
}
