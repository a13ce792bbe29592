using System.Buffers;
using System.Globalization;
using MPruner.TorchScript.Pickle;

namespace MPruner.TorchScript.Programs;

/// <summary>Puts many tensors into a few storages, one for each element type.</summary>
/// <param name="firstKey">A number from which on no storage has that name.</param>
internal sealed class SharedStorages(int firstKey)
{
    private readonly SortedDictionary<ScalarType, ArrayBufferWriter<byte>> contents = [];
    private readonly List<(NewTensor Tensor, long Offset)> added = [];

    /// <summary>Adds a tensor.</summary>
    public void Add(NewTensor tensor)
    {
        if (!contents.TryGetValue(tensor.Type, out var content))
        {
            contents.Add(tensor.Type, content = new ArrayBufferWriter<byte>());
        }

        added.Add((tensor, content.WrittenCount / tensor.Type.Size()));
        content.Write(tensor.Memory.Span);
    }

    /// <summary>The storages by key.</summary>
    public IEnumerable<KeyValuePair<string, ReadOnlyMemory<byte>>> Storages =>
        contents.Values.Select((content, i) => KeyValuePair.Create(Key(i), content.WrittenMemory));

    /// <summary>The tensors in the order in which they were added. Equal shapes are one object in the pickle.</summary>
    public IEnumerable<PickleValue> Tensors()
    {
        var storages = contents
            .Select((c, i) => (c.Key, Value: TensorValue.Storage(Key(i), c.Key, c.Value.WrittenCount / c.Key.Size())))
            .ToDictionary(s => s.Key, s => s.Value);
        var shapes = new Dictionary<string, PickleTuple>(StringComparer.Ordinal);
        return added.Select(a => TensorValue.View(
            storages[a.Tensor.Type], a.Offset, (Shape(a.Tensor.Sizes), Shape(a.Tensor.Strides)), a.Tensor.RequiresGrad));

        PickleTuple Shape(IEnumerable<long> numbers)
        {
            var text = string.Join(',', numbers.Select(n => n.ToString(CultureInfo.InvariantCulture)));
            return shapes.TryGetValue(text, out var known) ? known : shapes[text] = TensorValue.Numbers(numbers);
        }
    }

    private string Key(int index) => (firstKey + index).ToString(CultureInfo.InvariantCulture);
}
