using System.Collections.Immutable;
using MPruner.Onnx.Faults;
using MPruner.Onnx.Messages;

namespace MPruner.Onnx.Graphs;

/// <summary>Who writes and who reads each value of a graph, and what is computed from what.</summary>
/// <remarks>What only depends on the shape of a value does not count as computed from it.</remarks>
internal sealed class Dataflow
{
    private readonly Dictionary<string, int> writers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<int>> readers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, OnnxTensor> constants = new(StringComparer.Ordinal);
    private readonly HashSet<string> fixedValues = new(StringComparer.Ordinal);
    private readonly HashSet<string> outputs;
    private readonly ImmutableArray<NodeSet> above;

    /// <summary>Reads the dataflow of a graph whose nodes are in order, as far as they can be (<see cref="NodeOrder"/>).</summary>
    /// <exception cref="OnnxException"><c>MPR1604</c>: a value is written twice, or computed from itself.</exception>
    public Dataflow(OnnxGraph graph)
    {
        Graph = graph;
        Reads = [.. graph.Nodes.Select(n => n.Inputs.Concat(SubgraphReads.Of(n)).Where(name => name.Length > 0).ToImmutableArray())];
        outputs = graph.Outputs.Select(o => o.Name).ToHashSet(StringComparer.Ordinal);
        foreach (var tensor in graph.Initializers)
        {
            constants[tensor.Name] = tensor;
            fixedValues.Add(tensor.Name);
        }

        for (var node = 0; node < graph.Nodes.Length; node++)
        {
            Add(node);
        }

        CheckOrder();
        above = FindAbove();
    }

    /// <summary>The graph.</summary>
    public OnnxGraph Graph { get; }

    /// <summary>The values that each node reads, also inside its own graphs.</summary>
    public ImmutableArray<ImmutableArray<string>> Reads { get; }

    /// <summary>The nodes.</summary>
    public ImmutableArray<OnnxNode> Nodes => Graph.Nodes;

    /// <summary>The node that writes a value; null for inputs and weights.</summary>
    public int? Writer(string value) => writers.TryGetValue(value, out var node) ? node : null;

    /// <summary>The nodes that read a value, in order.</summary>
    public IReadOnlyList<int> Readers(string value) => readers.GetValueOrDefault(value) ?? [];

    /// <summary>The only node that reads a value; null if there are others, or if the value is an output of the model.</summary>
    public int? OnlyReader(string value) => Readers(value) is [var node] && !IsOutput(value) ? node : null;

    /// <summary>Whether a value is an output of the model.</summary>
    public bool IsOutput(string value) => outputs.Contains(value);

    /// <summary>The tensor of a weight or of a <c>Constant</c> node; null for values that are computed.</summary>
    public OnnxTensor? Constant(string value) => constants.GetValueOrDefault(value);

    /// <summary>Whether a value does not depend on the inputs.</summary>
    public bool IsFixed(string value) => fixedValues.Contains(value);

    /// <summary>The nodes from which a node's outputs are computed.</summary>
    public NodeSet Above(int node) => above[node];

    /// <summary>Whether a node computes its output from a value.</summary>
    public bool DependsOn(int node, string value) =>
        Readers(value).Any(reader => (reader == node || above[node].Has(reader)) && !ReadsShapeOnly(Nodes[reader]));

    /// <summary>The nodes between a value and a later node: those that depend on the value and from which that node is computed.</summary>
    /// <param name="value">The value.</param>
    /// <param name="last">The last node, which is part of the region.</param>
    public NodeSet Region(string value, int last)
    {
        var from = new NodeSet(Nodes.Length);
        for (var node = 0; node <= last; node++)
        {
            if (!ReadsShapeOnly(Nodes[node])
                && Reads[node].Any(read => read == value || (Writer(read) is { } writer && from.Has(writer))))
            {
                from.Add(node);
            }
        }

        var upTo = new NodeSet(Nodes.Length);
        upTo.Add(above[last]);
        upTo.Add(last);
        return from.And(upTo);
    }

    /// <summary>Whether a node only looks at the shape of what it reads.</summary>
    public static bool ReadsShapeOnly(OnnxNode node) => node.Is("Shape") || node.Is("Size");

    private void Add(int node)
    {
        var own = Nodes[node];
        foreach (var read in Reads[node].Distinct())
        {
            if (!readers.TryGetValue(read, out var known))
            {
                readers[read] = known = [];
            }

            known.Add(node);
        }

        foreach (var output in own.Outputs.Where(o => o.Length > 0))
        {
            if (!writers.TryAdd(output, node) || constants.ContainsKey(output))
            {
                throw OnnxFault.BadGraph($"Found that two nodes write '{output}', expected one.");
            }
        }

        if (own.Is("Constant") && own.Attribute("value")?.Tensor is { } tensor)
        {
            constants[own.Output] = tensor;
        }

        if (own.Is("Identity") && constants.TryGetValue(own.Inputs[0], out var same))
        {
            // PyTorch stores equal weights once, and gives the others' names to copies.
            constants[own.Output] = same;
        }

        if (Reads[node].All(fixedValues.Contains) && !own.Operator.StartsWith("Random", StringComparison.Ordinal))
        {
            fixedValues.UnionWith(own.Outputs);
        }
    }

    private void CheckOrder()
    {
        for (var node = 0; node < Nodes.Length; node++)
        {
            foreach (var read in Reads[node].Where(read => Writer(read) >= node))
            {
                throw OnnxFault.BadGraph(
                    $"Found that a {Nodes[node].Operator} reads '{read}', which is computed from its output, expected no circle.");
            }
        }
    }

    private ImmutableArray<NodeSet> FindAbove()
    {
        var found = ImmutableArray.CreateBuilder<NodeSet>(Nodes.Length);
        for (var node = 0; node < Nodes.Length; node++)
        {
            var own = new NodeSet(Nodes.Length);
            foreach (var writer in Reads[node].Where(_ => !ReadsShapeOnly(Nodes[node])).Select(Writer).OfType<int>())
            {
                own.Add(found[writer]);
                own.Add(writer);
            }

            found.Add(own);
        }

        return found.ToImmutable();
    }
}
