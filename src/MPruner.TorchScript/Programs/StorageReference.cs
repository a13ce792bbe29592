using System.Collections.Frozen;
using MPruner.TorchScript.Pickle;

namespace MPruner.TorchScript.Programs;

/// <summary>A storage as a pickle refers to it: <c>('storage', torch.FloatStorage, key, device, number of elements)</c>.</summary>
internal sealed record StorageReference(string Key, ScalarType Type, long ElementCount)
{
    private static readonly FrozenDictionary<string, ScalarType> Types = new Dictionary<string, ScalarType>
    {
        ["ByteStorage"] = ScalarType.UInt8,
        ["CharStorage"] = ScalarType.Int8,
        ["ShortStorage"] = ScalarType.Int16,
        ["IntStorage"] = ScalarType.Int32,
        ["LongStorage"] = ScalarType.Int64,
        ["HalfStorage"] = ScalarType.Float16,
        ["FloatStorage"] = ScalarType.Float32,
        ["DoubleStorage"] = ScalarType.Float64,
        ["ComplexFloatStorage"] = ScalarType.Complex64,
        ["ComplexDoubleStorage"] = ScalarType.Complex128,
        ["BoolStorage"] = ScalarType.Bool,
        ["QInt8Storage"] = ScalarType.QInt8,
        ["QUInt8Storage"] = ScalarType.QUInt8,
        ["QInt32Storage"] = ScalarType.QInt32,
        ["BFloat16Storage"] = ScalarType.BFloat16,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    public static StorageReference? Of(PickleValue value)
    {
        if (value is not PicklePersistentId { Id: PickleTuple { Items: [PickleString { Value: "storage" }, .. var items] } })
        {
            return null;
        }

        return items is [PickleGlobal { Module: "torch" } type, PickleString key, PickleString, PickleInt { Value: >= 0 } count, ..]
            ? new StorageReference(key.Value, TypeOf(type.Name), count.Value)
            : null;
    }

    /// <summary>The class of a storage: <c>FloatStorage</c>.</summary>
    public static string NameOf(ScalarType type) => Types.First(t => t.Value == type).Key;

    private static ScalarType TypeOf(string storage) => Types.TryGetValue(storage, out var type)
        ? type
        : throw ProgramFault.Tensor($"Found the storage type '{storage}', expected one of PyTorch's types (1 to 16 bytes per element).");
}
