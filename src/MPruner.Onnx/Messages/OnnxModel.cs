using MPruner.Onnx.Faults;
using MPruner.Onnx.Wire;

namespace MPruner.Onnx.Messages;

/// <summary>A file: <c>ModelProto</c> of onnx.proto.</summary>
/// <param name="Message">All of its fields.</param>
/// <param name="Graph">The graph.</param>
internal sealed record OnnxModel(WireMessage Message, OnnxGraph Graph)
{
    private const int GraphField = 7;
    private const int OpsetField = 8;

    /// <summary>Reads a file.</summary>
    /// <exception cref="OnnxException">
    /// <c>MPR1601</c>: it is cut off or damaged; <c>MPR1602</c>: it is no ONNX model; <c>MPR1603</c>, <c>MPR1604</c>: parts contradict.
    /// </exception>
    public static OnnxModel Read(ReadOnlyMemory<byte> file)
    {
        var message = WireMessage.Read(file, "model");
        return message.Last(GraphField) is { Kind: WireKind.Bytes } graph && message.Last(OpsetField) is not null
            ? new(message, OnnxGraph.Read(graph.Payload))
            : throw OnnxFault.NoModel("The file has no graph or names no operators, expected a ModelProto of ONNX.");
    }

    /// <summary>Whether a file looks like a protobuf message of ONNX, by its first bytes: the version of the format, as one byte.</summary>
    public static bool Begins(ReadOnlySpan<byte> file) => file is [0x08, > 0 and < 0x80, ..];

    /// <summary>This model with another graph.</summary>
    public OnnxModel With(OnnxGraph graph) =>
        new(Message.With(GraphField, WireField.OfBytes(GraphField, graph.Message.ToBytes())), graph);

    /// <summary>The file.</summary>
    public byte[] Write() => Message.ToBytes();
}
