using MPruner.Onnx.Messages;

namespace MPruner.Onnx.Graphs;

/// <summary>Which nodes are layers: those that combine a value with a weight of two or more dimensions.</summary>
internal static class Layers
{
    private static readonly HashSet<string> ElementWise = new(StringComparer.Ordinal)
    {
        "Add", "Sub", "Mul", "Div", "Pow", "Max", "Min", "Where", "Gather", "Concat", "Reshape", "Expand", "Slice", "Pad", "Equal", "PRelu",
        "Sum", "And", "Or", "Greater", "Less", "Mod", "Tile", "ScatterND", "Identity", "Cast",
    };

    /// <summary>Whether a node is a layer.</summary>
    public static bool IsLayer(Dataflow flow, int node) =>
        !ElementWise.Contains(flow.Nodes[node].Operator) && flow.Reads[node].Any(read => IsWeight(flow, read));

    /// <summary>What identifies the kind of a layer: the operator and the sizes of its weights.</summary>
    public static string Kind(Dataflow flow, int node)
    {
        var sizes = flow.Reads[node].Select(flow.Constant).OfType<OnnxTensor>().Where(t => t.Sizes.Length > 1).Select(t => t.Sizes);
        return $"{flow.Nodes[node].Operator} {string.Join(' ', sizes.Select(s => string.Join('×', s)))}";
    }

    /// <summary>Whether a value is a weight of two or more dimensions; one that is computed from others counts.</summary>
    private static bool IsWeight(Dataflow flow, string value) =>
        flow.Constant(value) is { } tensor ? tensor.Sizes.Length > 1 : flow.IsFixed(value) && flow.Writer(value) is not null;
}
