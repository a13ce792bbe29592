using System.Collections.Immutable;
using System.Runtime.InteropServices;
using MPruner.Core.Ports;
using MPruner.Onnx.Faults;
using MPruner.Onnx.Wire;

namespace MPruner.Onnx.Messages;

/// <summary>A constant array: <c>TensorProto</c>.</summary>
internal sealed class OnnxTensor
{
    private const int SizesField = 1;
    private const int TypeField = 2;
    private const int FloatsField = 4;
    private const int IntegersField = 5;
    private const int LongsField = 7;
    private const int NameField = 8;
    private const int RawField = 9;
    private const int DoublesField = 10;
    private const int LocationField = 14;

    private OnnxTensor(WireField field)
    {
        Field = field;
        Message = WireMessage.Read(field.Payload, "tensor");
        Name = Message.Text(NameField);
        Sizes = Message.Integers(SizesField, $"tensor {Name}");
        Type = OnnxTypes.ToElementType(Message.Integer(TypeField));
        Count = 1;
        foreach (var size in Sizes)
        {
            Count = size < 0 || (size > 0 && Count > long.MaxValue / size)
                ? throw OnnxFault.BadTensor(Name, $"Found the sizes [{string.Join(", ", Sizes)}], expected sizes that exist.")
                : Count * size;
        }
    }

    /// <summary>The tensor as a field of its graph or attribute.</summary>
    public WireField Field { get; }

    /// <summary>The name; empty in an attribute.</summary>
    public string Name { get; }

    /// <summary>The size of each dimension.</summary>
    public ImmutableArray<long> Sizes { get; }

    /// <summary>The element type; null for one that no data file has.</summary>
    public ElementType? Type { get; }

    /// <summary>The number of elements.</summary>
    public long Count { get; }

    /// <summary>Whether the elements are in another file.</summary>
    public bool IsExternal => Message.Integer(LocationField) == 1;

    private WireMessage Message { get; }

    /// <summary>Reads the tensor of a field.</summary>
    public static OnnxTensor Read(WireField field) => new(field);

    /// <summary>A new tensor.</summary>
    public static OnnxTensor Of(NamedArray array) => new(WireField.OfBytes(OnnxGraph.InitializerField, new WireMessage(
    [
        .. array.Array.Shape.Select(size => WireField.OfInteger(SizesField, size)),
        WireField.OfInteger(TypeField, OnnxTypes.Of(array.Array.Type)),
        WireField.OfText(NameField, array.Name),
        WireField.OfBytes(RawField, array.Array.Data.Span),
    ]).ToBytes()));

    /// <summary>The elements.</summary>
    /// <exception cref="OnnxException"><c>MPR1603</c>: their number does not fit the sizes.</exception>
    public NumericArray ToArray()
    {
        var type = Type ?? throw OnnxFault.BadTensor(Name, $"Found the element type {Message.Integer(TypeField)}, expected numbers.");
        var bytes = Message.Last(RawField) is { Kind: WireKind.Bytes } raw ? raw.Payload : Typed(type);
        return bytes.Length == Count * type.Size()
            ? new NumericArray(type, Sizes, bytes)
            : throw OnnxFault.BadTensor(
                Name, $"Found {bytes.Length} bytes, expected {Count * type.Size()} for {ArrayDescription.Of(type, Sizes)}.");
    }

    private ReadOnlyMemory<byte> Typed(ElementType type) => type switch
    {
        ElementType.Float32 => Fixed(FloatsField),
        ElementType.Float64 => Fixed(DoublesField),
        ElementType.Int64 => MemoryMarshal.AsBytes(Message.Integers(LongsField, $"tensor {Name}").AsSpan()).ToArray(),
        ElementType.Int32 => Integers(value => (int)value),
        ElementType.Int16 => Integers(value => (short)value),
        ElementType.Float16 or ElementType.BFloat16 => Integers(value => (ushort)value),
        _ => Integers(value => (byte)value),
    };

    private byte[] Fixed(int number) => [.. Message.All(number).SelectMany(field => field.Payload.ToArray())];

    private byte[] Integers<T>(Func<long, T> convert)
        where T : unmanaged =>
        MemoryMarshal.AsBytes(Message.Integers(IntegersField, $"tensor {Name}").Select(convert).ToArray().AsSpan()).ToArray();
}
