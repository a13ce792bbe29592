using System.Collections.Immutable;
using MPruner.Core;
using MPruner.Onnx.Chains;
using MPruner.Onnx.Faults;
using MPruner.Onnx.Graphs;
using MPruner.Onnx.Messages;

namespace MPruner.Onnx.Models;

/// <summary>Refuses valid models that this program does not prune, before costly work.</summary>
internal static class Supported
{
    /// <summary>Reads a file whose weights are all in it, with its nodes in order.</summary>
    /// <exception cref="OnnxException">The file is malformed.</exception>
    /// <exception cref="PrunerException"><c>MPR2006</c>: weights are in other files.</exception>
    public static OnnxModel Read(ReadOnlyMemory<byte> file)
    {
        var onnx = OnnxModel.Read(file);
        return onnx.Graph.Initializers.FirstOrDefault(tensor => tensor.IsExternal) is { } tensor
            ? throw new PrunerException(
                "MPR2006",
                $"The weight {tensor.Name} is in another file (external data). Expected all weights in the model's file: "
                + "save it with onnx.save_model(model, path, save_as_external_data=False).")
            : InOrder(onnx);
    }

    /// <summary>Refuses a model whose layers are all in the branches of an <c>If</c> or the body of a <c>Loop</c>.</summary>
    /// <exception cref="PrunerException"><c>MPR2007</c>: so it is.</exception>
    public static void RequireOutsideBranches(OnnxModel onnx, ImmutableArray<ImmutableArray<OnnxBlock>> found)
    {
        if (found.IsEmpty && onnx.Graph.Nodes.FirstOrDefault(HasBlocks) is { } node)
        {
            throw new PrunerException(
                "MPR2007",
                $"The model's blocks are inside a {node.Operator} ({node.Name}), where they cannot be measured or removed. "
                + "Export the model without control flow, or the branch that you use as a model of its own.");
        }
    }

    private static OnnxModel InOrder(OnnxModel onnx)
    {
        var sorted = NodeOrder.Sort(onnx.Graph);
        return ReferenceEquals(sorted, onnx.Graph) ? onnx : onnx.With(sorted);
    }

    private static bool HasBlocks(OnnxNode node) =>
        node.Attributes.SelectMany(a => a.Graphs).Any(graph => graph.Nodes.Length > 1 && HasChain(graph));

    private static bool HasChain(OnnxGraph graph) =>
        !ChainFinder.Find(new Dataflow(NodeOrder.Sort(graph))).IsEmpty || graph.Nodes.Any(HasBlocks);
}
