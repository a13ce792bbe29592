using MPruner.Core.Ports;
using MPruner.Onnx.Graphs;
using MPruner.Onnx.Messages;

namespace MPruner.Onnx.Models;

/// <summary>Counts the trained values of a graph: all constants that are no shapes, single numbers or running statistics.</summary>
internal static class ParameterCount
{
    private const int BatchNormMean = 3;

    /// <summary>The number of these values in a graph.</summary>
    public static long Of(Dataflow flow)
    {
        var statistics = flow.Nodes.Where(n => n.Is("BatchNormalization")).SelectMany(n => n.Inputs.Skip(BatchNormMean)).ToHashSet();
        return Tensors(flow).Where(t => IsWeight(t.Tensor) && !statistics.Contains(t.Name)).Sum(t => t.Tensor.Count);
    }

    private static IEnumerable<(string Name, OnnxTensor Tensor)> Tensors(Dataflow flow) =>
        flow.Graph.Initializers.Select(t => (t.Name, t))
            .Concat(flow.Nodes.Where(n => n.Is("Constant")).Select(n => (n.Output, Tensor: flow.Constant(n.Output)))
                .Where(t => t.Tensor is not null).Select(t => (t.Output, t.Tensor!)));

    /// <summary>Quantised weights are small integers of two or more dimensions.</summary>
    private static bool IsWeight(OnnxTensor tensor) => tensor.Type switch
    {
        ElementType.Int8 or ElementType.UInt8 => tensor.Sizes.Length > 1,
        { } type => type.IsFloat() && !tensor.Sizes.IsEmpty,
        null => false,
    };
}
