using System.Collections.Immutable;
using MPruner.Core;
using MPruner.TorchScript.Pickle;

namespace MPruner.ScriptModels.Storage;

/// <summary>What a file stores beside its tensors: an object of the class <see cref="UnpackingSource.Class"/>.</summary>
/// <param name="Scales">The scales of all rows of all tensors that are stored as 8-bit integers, in the tensors' order.</param>
/// <param name="Numbers">
/// For each visit of a slot, the number of its tensor, counted in the order of the first visits; −1 if the slot has the tensor itself.
/// </param>
/// <param name="Trained">For each tensor, whether it is trainable.</param>
internal sealed record UnpackingState(PickleValue Scales, ImmutableArray<int> Numbers, ImmutableArray<bool> Trained)
{
    /// <summary>The object.</summary>
    public static PickleObject Make(UnpackingState state) => new(PickleGlobal.Of(UnpackingSource.Class), new PickleDict(
    [
        Attribute("scales", state.Scales),
        Attribute("numbers", List("build_intlist", state.Numbers.Select(n => new PickleInt(n)))),
        Attribute("trained", List("build_boollist", state.Trained.Select(t => new PickleBool(t)))),
        Attribute("unpacked", List("build_tensorlist", [])),
        Attribute("visits", new PickleInt(0)),
        Attribute("rows", new PickleInt(0)),
    ]));

    /// <summary>Reads the object.</summary>
    /// <exception cref="PrunerException"><c>MPR2331</c>: it is not what <see cref="Make"/> made.</exception>
    public static UnpackingState Of(PickleObject unpacking)
    {
        ImmutableArray<PickleInt> numbers = [.. Items(unpacking["numbers"]).OfType<PickleInt>()];
        var trained = Items(unpacking["trained"]).OfType<PickleBool>();
        return unpacking["scales"] is { } scales && numbers.All(n => n.Value is >= -1 and < int.MaxValue)
            ? new(scales, [.. numbers.Select(n => (int)n.Value)], [.. trained.Select(t => t.Value)])
            : throw StorageFault.DoesNotFit("Found no list of numbers or no scales, expected both.");
    }

    private static KeyValuePair<PickleValue, PickleValue> Attribute(string name, PickleValue value) =>
        KeyValuePair.Create<PickleValue, PickleValue>(new PickleString(name), value);

    private static PickleReduce List(string builder, IEnumerable<PickleValue> items) =>
        new(new PickleGlobal("torch.jit._pickle", builder), new PickleTuple([new PickleList([.. items])]));

    private static ImmutableArray<PickleValue> Items(PickleValue? list) =>
        list is PickleReduce { Arguments: PickleTuple { Items: [PickleList items] } } ? items.Items : [];
}
