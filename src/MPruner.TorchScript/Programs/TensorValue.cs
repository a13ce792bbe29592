using System.Collections.Immutable;
using MPruner.TorchScript.Pickle;

namespace MPruner.TorchScript.Programs;

/// <summary>Describes a new tensor like libtorch's pickler: a contiguous view of a whole storage.</summary>
internal static class TensorValue
{
    public static PickleValue Make(string storageKey, ScalarType type, ImmutableArray<long> sizes, bool requiresGrad)
    {
        var strides = new long[sizes.Length];
        var count = 1L;
        for (var d = sizes.Length - 1; d >= 0; d--)
        {
            strides[d] = count;
            count *= sizes[d];
        }

        var storage = new PicklePersistentId(new PickleTuple(
        [
            new PickleString("storage"),
            new PickleGlobal("torch", StorageReference.NameOf(type)),
            new PickleString(storageKey),
            new PickleString("cpu"),
            new PickleInt(count),
        ]));
        var hooks = new PickleReduce(new PickleGlobal("collections", "OrderedDict"), new PickleTuple([]));
        return new PickleReduce(
            new PickleGlobal("torch._utils", "_rebuild_tensor_v2"),
            new PickleTuple([storage, new PickleInt(0), Numbers(sizes), Numbers(strides), new PickleBool(requiresGrad), hooks]));
    }

    private static PickleTuple Numbers(IEnumerable<long> values) => new([.. values.Select(v => new PickleInt(v))]) { IsMarked = true };
}
