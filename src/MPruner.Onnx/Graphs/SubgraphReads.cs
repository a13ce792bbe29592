using MPruner.Onnx.Faults;
using MPruner.Onnx.Messages;

namespace MPruner.Onnx.Graphs;

/// <summary>Which values are read inside the graphs of nodes: the branches of an <c>If</c>, the body of a <c>Loop</c>.</summary>
internal static class SubgraphReads
{
    /// <summary>Exporters nest a few; more would exhaust the stack.</summary>
    private const int Deepest = 64;

    /// <summary>The names that the graphs in a node read and do not define themselves.</summary>
    /// <exception cref="OnnxException"><c>MPR1604</c>: graphs are nested too deeply.</exception>
    public static IEnumerable<string> Of(OnnxNode node) => Of(node, 1);

    private static IEnumerable<string> Of(OnnxNode node, int depth) =>
        node.Attributes.SelectMany(a => a.Graphs).SelectMany(graph => Free(graph, depth)).Distinct(StringComparer.Ordinal);

    private static IEnumerable<string> Free(OnnxGraph graph, int depth)
    {
        if (depth > Deepest)
        {
            throw OnnxFault.BadGraph($"Found graphs that are nested more than {Deepest} deep, expected fewer.");
        }

        var own = graph.Initializers.Select(t => t.Name)
            .Concat(graph.Inputs.Select(i => i.Name))
            .Concat(graph.Nodes.SelectMany(n => n.Outputs))
            .ToHashSet(StringComparer.Ordinal);
        return graph.Nodes.SelectMany(n => n.Inputs.Concat(Of(n, depth + 1)))
            .Concat(graph.Outputs.Select(o => o.Name))
            .Where(name => name.Length > 0 && !own.Contains(name));
    }
}
