using System.Collections.Immutable;
using MPruner.Onnx.Messages;

namespace MPruner.Onnx.Graphs;

/// <summary>
/// Puts each node after those whose outputs it reads, as the specification asks. Some converters do not, and ONNX Runtime takes it.
/// </summary>
internal static class NodeOrder
{
    /// <summary>The graph in order; the same object if it is already. Nodes move only as far as they must.</summary>
    public static OnnxGraph Sort(OnnxGraph graph)
    {
        var order = Order(graph.Nodes);
        return order.SequenceEqual(Enumerable.Range(0, graph.Nodes.Length))
            ? graph
            : graph.With(order.Select(node => graph.Nodes[node]));
    }

    private static List<int> Order(ImmutableArray<OnnxNode> nodes)
    {
        var writers = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var node = 0; node < nodes.Length; node++)
        {
            foreach (var output in nodes[node].Outputs)
            {
                writers.TryAdd(output, node);
            }
        }

        var order = new List<int>(nodes.Length);
        var seen = new bool[nodes.Length];
        var open = new Stack<(int Node, Queue<int> Before)>();
        for (var node = 0; node < nodes.Length; node++)
        {
            Open(node);
            while (open.TryPeek(out var top))
            {
                if (top.Before.TryDequeue(out var before))
                {
                    Open(before);
                }
                else
                {
                    order.Add(open.Pop().Node);
                }
            }
        }

        return order;

        void Open(int node)
        {
            if (!seen[node])
            {
                seen[node] = true;
                var reads = nodes[node].Inputs.Concat(SubgraphReads.Of(nodes[node]));
                open.Push((node, new(reads.Where(writers.ContainsKey).Select(read => writers[read]))));
            }
        }
    }
}
