using System.Collections.Immutable;
using MPruner.Core.Ports;
using MPruner.Onnx.Wire;

namespace MPruner.Onnx.Messages;

/// <summary>The description of a value: <c>ValueInfoProto</c>.</summary>
internal sealed class OnnxValue
{
    private const int NameField = 1;
    private const int TypeField = 2;
    private const int TensorTypeField = 1;
    private const int ElementField = 1;
    private const int ShapeField = 2;
    private const int DimensionField = 1;
    private const int SizeField = 1;
    private const int SizeNameField = 2;

    private OnnxValue(WireField field)
    {
        Field = field;
        Message = WireMessage.Read(field.Payload, "value");
        Name = Message.Text(NameField);
        var tensor = TensorType();
        Type = tensor is null ? null : OnnxTypes.ToElementType(tensor.Integer(ElementField));
        Dimensions = tensor is null ? null : ReadDimensions(tensor);
    }

    /// <summary>The description as a field of its graph.</summary>
    public WireField Field { get; }

    /// <summary>The value's name.</summary>
    public string Name { get; }

    /// <summary>The element type; null for a value that is no tensor, or a tensor of elements that no data file has.</summary>
    public ElementType? Type { get; }

    /// <summary>The sizes, or their names, or <c>?</c>; null if not even their number is known.</summary>
    public ImmutableArray<string>? Dimensions { get; }

    private WireMessage Message { get; }

    /// <summary>The description, for people: <c>ids: int64[batch, 128]</c>.</summary>
    public override string ToString() => $"{Name}: {TypeName()}";

    /// <summary>The type, for people: <c>int64[batch, 128]</c>.</summary>
    public string TypeName()
    {
        var element = Type is { } type ? type.ToString() : "Any";
        var name = $"{char.ToLowerInvariant(element[0])}{element[1..]}".Replace("uInt", "uint", StringComparison.Ordinal);
        return Dimensions is { } sizes ? $"{name}[{string.Join(", ", sizes)}]" : name;
    }

    /// <summary>Reads the description of a field.</summary>
    public static OnnxValue Read(WireField field) => new(field);

    /// <summary>A new description that has only a name: ONNX Runtime finds out the type.</summary>
    public static OnnxValue Of(string name) =>
        new(WireField.OfBytes(OnnxGraph.OutputField, new WireMessage([WireField.OfText(NameField, name)]).ToBytes()));

    /// <summary>This description with a free first dimension in place of a fixed number of examples.</summary>
    /// <param name="name">The name of the dimension.</param>
    public OnnxValue WithFreeBatch(string name)
    {
        if (TensorType() is not { } tensor || Dimensions is not [var first, ..] || !char.IsAsciiDigit(first[0]))
        {
            return this;
        }

        var shape = WireMessage.Read(tensor.Last(ShapeField)!.Payload, "shape");
        var free = WireField.OfBytes(DimensionField, new WireMessage([WireField.OfText(SizeNameField, name)]).ToBytes());
        var sizes = shape.With(DimensionField, shape.All(DimensionField).Skip(1).Prepend(free));
        var typed = tensor.With(ShapeField, WireField.OfBytes(ShapeField, sizes.ToBytes()));
        var type = WireMessage.Read(Message.Last(TypeField)!.Payload, "type")
            .With(TensorTypeField, WireField.OfBytes(TensorTypeField, typed.ToBytes()));
        return new(WireField.OfBytes(Field.Number, Message.With(TypeField, WireField.OfBytes(TypeField, type.ToBytes())).ToBytes()));
    }

    /// <summary>This description without its type, which follows from the graph.</summary>
    public OnnxValue WithoutType() => new(WireField.OfBytes(Field.Number, Message.With(TypeField).ToBytes()));

    private WireMessage? TensorType() =>
        Message.Last(TypeField) is { } type && WireMessage.Read(type.Payload, "type").Last(TensorTypeField) is { } tensor
            ? WireMessage.Read(tensor.Payload, "tensor type")
            : null;

    private static ImmutableArray<string>? ReadDimensions(WireMessage tensor)
    {
        if (tensor.Last(ShapeField) is not { } shape)
        {
            return null;
        }

        return [.. WireMessage.Read(shape.Payload, "shape").All(DimensionField).Select(Size)];

        static string Size(WireField field)
        {
            var dimension = WireMessage.Read(field.Payload, "dimension");
            var name = dimension.Text(SizeNameField);
            var size = name.Length > 0 ? name : "?";
            return dimension.Last(SizeField) is null
                ? size
                : dimension.Integer(SizeField).ToString(System.Globalization.CultureInfo.InvariantCulture);
        }
    }
}
