using System.Collections.Immutable;
using MPruner.Onnx.Wire;

namespace MPruner.Onnx.Messages;

/// <summary>A constant parameter of a node: <c>AttributeProto</c>.</summary>
/// <param name="Message">All of its fields.</param>
internal sealed record OnnxAttribute(WireMessage Message)
{
    private const int NameField = 1;
    private const int FloatField = 2;
    private const int IntegerField = 3;
    private const int TextField = 4;
    private const int TensorField = 5;
    private const int GraphField = 6;
    private const int IntegersField = 8;
    private const int GraphsField = 11;
    private const int TypeField = 20;
    private const int TensorType = 4;

    /// <summary>The name.</summary>
    public string Name { get; } = Message.Text(NameField);

    /// <summary>The value as an integer.</summary>
    public long Integer => Message.Integer(IntegerField);

    /// <summary>The value as a number.</summary>
    public float Float => BitConverter.UInt32BitsToSingle((uint)Message.Integer(FloatField));

    /// <summary>The value as a text.</summary>
    public string Text => Message.Text(TextField);

    /// <summary>The value as integers.</summary>
    public ImmutableArray<long> Integers => Message.Integers(IntegersField, $"attribute {Name}");

    /// <summary>The value as a tensor; null if it is none.</summary>
    public OnnxTensor? Tensor => Message.Last(TensorField) is { Kind: WireKind.Bytes } tensor ? OnnxTensor.Read(tensor) : null;

    /// <summary>The graphs in the value: the branches of an <c>If</c>, the body of a <c>Loop</c>.</summary>
    public IEnumerable<OnnxGraph> Graphs => Message.All(GraphField).Concat(Message.All(GraphsField))
        .Select(graph => OnnxGraph.Read(graph.Payload));

    /// <summary>Reads the attribute of a field.</summary>
    public static OnnxAttribute Read(WireField field) => new(WireMessage.Read(field.Payload, "attribute"));

    /// <summary>A new attribute with a tensor.</summary>
    public static OnnxAttribute Of(string name, OnnxTensor tensor) => new(new WireMessage(
    [
        WireField.OfText(NameField, name),
        WireField.OfBytes(TensorField, tensor.Field.Payload.Span),
        WireField.OfInteger(TypeField, TensorType),
    ]));

    /// <summary>The attribute as a field.</summary>
    public WireField ToField(int number) => WireField.OfBytes(number, Message.ToBytes());
}
