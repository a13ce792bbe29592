using MPruner.Core.Formats;
using MPruner.Onnx.Graphs;

namespace MPruner.Onnx.Models;

/// <summary>The signature of a graph.</summary>
internal static class GraphSignature
{
    /// <summary>Reads the signature.</summary>
    public static ModelSignature Of(Dataflow flow)
    {
        var arguments = flow.Graph.RequiredInputs.Select(input =>
            new ModelArgument(input.Name, input.ToString(), input.Type is not null, false));
        var results = flow.Graph.Outputs.Select(output => output.TypeName()).ToList();
        return new ModelSignature([.. arguments], ParameterCount.Of(flow))
        {
            Returns = results.Count == 1 ? results[0] : $"({string.Join(", ", results)})",
        };
    }
}
