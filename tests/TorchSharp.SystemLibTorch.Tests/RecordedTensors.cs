using System.Text.Json;
using static TorchSharp.torch;

namespace TorchSharp.Tests;

/// <summary>Tensors that a Python script wrote, by name.</summary>
public sealed class RecordedTensors(JsonElement tensors)
{
    public IEnumerable<string> Names => tensors.EnumerateObject().Select(property => property.Name);

    public Tensor this[string name]
    {
        get
        {
            var (type, shape, data) = Read(name);
            var tensor = empty(shape, type);
            tensor.bytes = data;
            return tensor;
        }
    }

    /// <summary>The same type, shape and bits.</summary>
    public void AssertEqual(string name, Tensor actual)
    {
        var (type, shape, data) = Read(name);
        Assert.Equal(type, actual.dtype);
        Assert.Equal(shape, actual.shape);
        Assert.Equal(data, actual.detach().contiguous().bytes.ToArray());
    }

    private (ScalarType Type, long[] Shape, byte[] Data) Read(string name)
    {
        var tensor = tensors.GetProperty(name);
        var type = tensor.GetProperty("type").GetString() switch
        {
            "float16" => ScalarType.Float16,
            "float32" => ScalarType.Float32,
            "float64" => ScalarType.Float64,
            "uint8" => ScalarType.Byte,
            "int32" => ScalarType.Int32,
            "int64" => ScalarType.Int64,
            "bool" => ScalarType.Bool,
            var other => throw new NotSupportedException(other),
        };
        return (type, [.. tensor.GetProperty("shape").EnumerateArray().Select(size => size.GetInt64())], tensor.GetProperty("data").GetBytesFromBase64());
    }
}
