using System.Collections.Frozen;
using MPruner.TorchScript.Pickle;

namespace MPruner.TorchScript.Programs;

/// <summary>A storage as a pickle refers to it: <c>('storage', torch.FloatStorage, key, device, number of elements)</c>.</summary>
internal sealed record StorageReference(string Key, ElementType Type, long ElementCount)
{
    private static readonly FrozenDictionary<string, ElementType> Types = new Dictionary<string, ElementType>
    {
        ["ByteStorage"] = ElementType.UInt8,
        ["CharStorage"] = ElementType.Int8,
        ["ShortStorage"] = ElementType.Int16,
        ["IntStorage"] = ElementType.Int32,
        ["LongStorage"] = ElementType.Int64,
        ["HalfStorage"] = ElementType.Float16,
        ["FloatStorage"] = ElementType.Float32,
        ["DoubleStorage"] = ElementType.Float64,
        ["ComplexFloatStorage"] = ElementType.Complex64,
        ["ComplexDoubleStorage"] = ElementType.Complex128,
        ["BoolStorage"] = ElementType.Bool,
        ["QInt8Storage"] = ElementType.QInt8,
        ["QUInt8Storage"] = ElementType.QUInt8,
        ["QInt32Storage"] = ElementType.QInt32,
        ["BFloat16Storage"] = ElementType.BFloat16,
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
    public static string NameOf(ElementType type) => Types.First(t => t.Value == type).Key;

    private static ElementType TypeOf(string storage) => Types.TryGetValue(storage, out var type)
        ? type
        : throw ProgramFault.Tensor($"Found the storage type '{storage}', expected one of PyTorch's types (1 to 16 bytes per element).");
}
