using System.Collections.Immutable;
using MPruner.Onnx.Graphs;
using MPruner.Onnx.Messages;
using MPruner.Onnx.Wire;

namespace MPruner.Onnx.Rewriting;

/// <summary>Drops what no output of a graph is computed from: nodes, weights, and the descriptions of values that are gone.</summary>
internal static class Sweep
{
    /// <summary>The graph with edited parts.</summary>
    /// <param name="graph">The graph as it was.</param>
    /// <param name="parts">The nodes, each after those that it reads; new tensors; the outputs.</param>
    public static OnnxGraph Apply(OnnxGraph graph, EditedParts parts)
    {
        var (nodes, read) = Needed(parts);
        var known = parts.Tensors.ToDictionary(t => t.Name, StringComparer.Ordinal);
        var tensors = graph.Initializers.Where(t => read.Contains(t.Name))
            .Select(t => known.Remove(t.Name, out var other) ? other : t)
            .ToList();
        tensors.AddRange(parts.Tensors.Where(t => known.ContainsKey(t.Name) && read.Contains(t.Name)));
        var given = graph.Initializers.Select(t => t.Name).ToHashSet(StringComparer.Ordinal);
        var written = nodes.SelectMany(n => n.Outputs).ToHashSet(StringComparer.Ordinal);
        var message = graph.Message
            .With(OnnxGraph.NodeField, nodes.Select(n => n.Field))
            .With(OnnxGraph.InitializerField, tensors.Select(t => t.Field))
            .With(OnnxGraph.OutputField, parts.Outputs.Select(o => o.Field))
            .Rewrite(field => IsKept(field) ? field : null);
        return OnnxGraph.Of(message);

        bool IsKept(WireField field) => field.Number switch
        {
            OnnxGraph.InputField => OnnxValue.Read(field).Name is var name && (!given.Contains(name) || read.Contains(name)),
            OnnxGraph.ValueInfoField => OnnxValue.Read(field).Name is var name && (written.Contains(name) || read.Contains(name)),
            OnnxGraph.QuantizationField => WireMessage.Read(field.Payload, "quantization_annotation").Text(1) is var name
                && (written.Contains(name) || read.Contains(name)),
            OnnxGraph.SparseField => SparseName(field) is var name && read.Contains(name),
            _ => true,
        };
    }

    /// <summary>The name of a sparse weight is that of the tensor of its values.</summary>
    private static string SparseName(WireField field) =>
        WireMessage.Read(field.Payload, "sparse_initializer").Last(1) is { } values ? OnnxTensor.Read(values).Name : "";

    private static (ImmutableArray<OnnxNode> Nodes, HashSet<string> Read) Needed(EditedParts parts)
    {
        var read = parts.Outputs.Select(o => o.Name).ToHashSet(StringComparer.Ordinal);
        var kept = new List<OnnxNode>();
        foreach (var node in parts.Nodes.Reverse().Where(node => node.Outputs.Any(read.Contains)))
        {
            kept.Add(node);
            read.UnionWith(node.Inputs);
            read.UnionWith(SubgraphReads.Of(node));
        }

        kept.Reverse();
        return ([.. kept], read);
    }
}

/// <summary>The parts of an edited graph.</summary>
/// <param name="Nodes">The nodes, each after those that it reads.</param>
/// <param name="Tensors">New tensors; one with the name of an old tensor replaces it.</param>
/// <param name="Outputs">The outputs.</param>
internal sealed record EditedParts(IReadOnlyList<OnnxNode> Nodes, IReadOnlyList<OnnxTensor> Tensors, ImmutableArray<OnnxValue> Outputs);
