using MPruner.TorchScript.Pickle;

namespace MPruner.TorchScript.Programs;

/// <summary>Describes a new tensor like libtorch's pickler: a contiguous view of a whole storage.</summary>
internal static class TensorValue
{
    public static PickleValue Make(string storageKey, NewTensor tensor)
    {
        var count = tensor.Memory.Length / tensor.Type.Size();
        return View(Storage(storageKey, tensor.Type, count), 0, (Numbers(tensor.Sizes), Numbers(tensor.Strides)), tensor.RequiresGrad);
    }

    /// <summary>A reference to a storage. Where several tensors hold this one object, the storage is read once.</summary>
    public static PicklePersistentId Storage(string key, ScalarType type, long count) => new(new PickleTuple(
    [
        new PickleString("storage"),
        new PickleGlobal("torch", StorageReference.NameOf(type)),
        new PickleString(key),
        new PickleString("cpu"),
        new PickleInt(count),
    ]));

    /// <summary>A tensor that is a view of a storage.</summary>
    public static PickleValue View(
        PicklePersistentId storage, long offset, (PickleTuple Sizes, PickleTuple Strides) shape, bool requiresGrad)
    {
        var hooks = new PickleReduce(new PickleGlobal("collections", "OrderedDict"), new PickleTuple([]));
        return new PickleReduce(
            new PickleGlobal("torch._utils", "_rebuild_tensor_v2"),
            new PickleTuple([storage, new PickleInt(offset), shape.Sizes, shape.Strides, new PickleBool(requiresGrad), hooks]));
    }

    /// <summary>Sizes or strides as libtorch writes them.</summary>
    public static PickleTuple Numbers(IEnumerable<long> values) => new([.. values.Select(v => new PickleInt(v))]) { IsMarked = true };
}
