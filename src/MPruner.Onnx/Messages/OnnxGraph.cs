using System.Collections.Immutable;
using MPruner.Onnx.Wire;

namespace MPruner.Onnx.Messages;

/// <summary>A graph: <c>GraphProto</c>.</summary>
internal sealed record OnnxGraph
{
    /// <summary>The number of the field of nodes.</summary>
    public const int NodeField = 1;

    /// <summary>The number of the field of weights.</summary>
    public const int InitializerField = 5;

    /// <summary>The number of the field of the inputs' descriptions.</summary>
    public const int InputField = 11;

    /// <summary>The number of the field of the outputs' descriptions.</summary>
    public const int OutputField = 12;

    /// <summary>The number of the field of other values' descriptions.</summary>
    public const int ValueInfoField = 13;

    /// <summary>The number of the field of the parameters of quantised values.</summary>
    public const int QuantizationField = 14;

    /// <summary>The number of the field of sparse weights.</summary>
    public const int SparseField = 15;

    private OnnxGraph(WireMessage message)
    {
        Message = message;
        Nodes = [.. message.All(NodeField).Select(OnnxNode.Read)];
        Initializers = [.. message.All(InitializerField).Select(OnnxTensor.Read)];
        Inputs = [.. message.All(InputField).Select(OnnxValue.Read)];
        Outputs = [.. message.All(OutputField).Select(OnnxValue.Read)];
    }

    /// <summary>All fields.</summary>
    public WireMessage Message { get; }

    /// <summary>The nodes, as the file has them.</summary>
    public ImmutableArray<OnnxNode> Nodes { get; }

    /// <summary>The weights and constants, by name.</summary>
    public ImmutableArray<OnnxTensor> Initializers { get; }

    /// <summary>The inputs; up to version 3 of the format also those that have an initialiser as their default.</summary>
    public ImmutableArray<OnnxValue> Inputs { get; }

    /// <summary>The outputs.</summary>
    public ImmutableArray<OnnxValue> Outputs { get; }

    /// <summary>The inputs that have no default.</summary>
    public IEnumerable<OnnxValue> RequiredInputs
    {
        get
        {
            var given = Initializers.Select(t => t.Name).ToHashSet(StringComparer.Ordinal);
            return Inputs.Where(input => !given.Contains(input.Name));
        }
    }

    /// <summary>This graph with other nodes.</summary>
    public OnnxGraph With(IEnumerable<OnnxNode> nodes) => new(Message.With(NodeField, nodes.Select(node => node.Field)));

    /// <summary>Reads a graph.</summary>
    public static OnnxGraph Read(ReadOnlyMemory<byte> bytes) => Of(WireMessage.Read(bytes, "graph"));

    /// <summary>The graph of a message.</summary>
    public static OnnxGraph Of(WireMessage message) => new(message);
}
