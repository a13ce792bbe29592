using MPruner.Onnx.Messages;

namespace MPruner.Onnx.Graphs;

/// <summary>Which values are read inside the graphs of nodes: the branches of an <c>If</c>, the body of a <c>Loop</c>.</summary>
internal static class SubgraphReads
{
    /// <summary>The names that the graphs in a node read and do not define themselves.</summary>
    public static IEnumerable<string> Of(OnnxNode node) =>
        node.Attributes.SelectMany(a => a.Graphs).SelectMany(Free).Distinct(StringComparer.Ordinal);

    private static IEnumerable<string> Free(OnnxGraph graph)
    {
        var own = graph.Initializers.Select(t => t.Name)
            .Concat(graph.Inputs.Select(i => i.Name))
            .Concat(graph.Nodes.SelectMany(n => n.Outputs))
            .ToHashSet(StringComparer.Ordinal);
        return graph.Nodes.SelectMany(n => n.Inputs.Concat(Of(n)))
            .Concat(graph.Outputs.Select(o => o.Name))
            .Where(name => name.Length > 0 && !own.Contains(name));
    }
}
