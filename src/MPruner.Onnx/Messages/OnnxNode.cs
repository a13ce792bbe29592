using System.Collections.Immutable;
using MPruner.Onnx.Wire;

namespace MPruner.Onnx.Messages;

/// <summary>An operation: <c>NodeProto</c>.</summary>
internal sealed class OnnxNode
{
    private const int InputField = 1;
    private const int OutputField = 2;
    private const int NameField = 3;
    private const int OperatorField = 4;
    private const int AttributeField = 5;
    private const int DomainField = 7;

    private OnnxNode(WireField field, WireMessage message)
    {
        (Field, Message) = (field, message);
        (Inputs, Outputs) = (message.Texts(InputField), message.Texts(OutputField));
        (Name, Operator, Domain) = (message.Text(NameField), message.Text(OperatorField), message.Text(DomainField));
        Attributes = [.. message.All(AttributeField).Select(OnnxAttribute.Read)];
    }

    /// <summary>The node as a field of its graph.</summary>
    public WireField Field { get; }

    /// <summary>The names of the values that it reads; empty for one that is left out.</summary>
    public ImmutableArray<string> Inputs { get; }

    /// <summary>The names of the values that it writes.</summary>
    public ImmutableArray<string> Outputs { get; }

    /// <summary>The name; often empty.</summary>
    public string Name { get; }

    /// <summary>The operator: <c>MatMul</c>.</summary>
    public string Operator { get; }

    /// <summary>Who defines the operator; empty for ONNX itself.</summary>
    public string Domain { get; }

    /// <summary>The attributes.</summary>
    public ImmutableArray<OnnxAttribute> Attributes { get; }

    /// <summary>The first output.</summary>
    public string Output => Outputs is [var first, ..] ? first : "";

    private WireMessage Message { get; }

    /// <summary>Whether it is an operator of ONNX itself.</summary>
    public bool Is(string name) => Operator == name && Domain is "" or "ai.onnx";

    /// <summary>An attribute; null if it is missing.</summary>
    public OnnxAttribute? Attribute(string name) => Attributes.FirstOrDefault(a => a.Name == name);

    /// <summary>Reads the node of a field.</summary>
    public static OnnxNode Read(WireField field) => new(field, WireMessage.Read(field.Payload, "node"));

    /// <summary>A new node of ONNX itself.</summary>
    /// <param name="name">The operator.</param>
    /// <param name="inputs">The names of its inputs.</param>
    /// <param name="output">The name of its output, which is also the node's.</param>
    /// <param name="attributes">Its attributes.</param>
    public static OnnxNode Of(string name, IEnumerable<string> inputs, string output, params IEnumerable<OnnxAttribute> attributes) =>
        Read(WireField.OfBytes(OnnxGraph.NodeField, new WireMessage(
        [
            .. inputs.Select(input => WireField.OfText(InputField, input)),
            WireField.OfText(OutputField, output),
            WireField.OfText(NameField, output),
            WireField.OfText(OperatorField, name),
            .. attributes.Select(a => a.ToField(AttributeField)),
        ]).ToBytes()));

    /// <summary>This node with other inputs; this one itself if they are the same.</summary>
    public OnnxNode With(ImmutableArray<string> inputs) => inputs.SequenceEqual(Inputs)
        ? this
        : Read(Message.With(InputField, inputs.Select(input => WireField.OfText(InputField, input))));

    /// <summary>This node with another name for one of its outputs.</summary>
    public OnnxNode WithOutput(string output, string other) =>
        Read(Message.With(OutputField, Outputs.Select(name => WireField.OfText(OutputField, name == output ? other : name))));

    private static OnnxNode Read(WireMessage message) => Read(WireField.OfBytes(OnnxGraph.NodeField, message.ToBytes()));
}
