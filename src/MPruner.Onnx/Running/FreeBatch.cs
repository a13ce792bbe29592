using System.Globalization;
using MPruner.Onnx.Messages;

namespace MPruner.Onnx.Running;

/// <summary>
/// Lets a model that was exported for a fixed number of examples run on any number, if its nodes allow that. The written model is not
/// changed.
/// </summary>
internal static class FreeBatch
{
    private const string Examples = "mpruner_examples";

    /// <summary>The graph with a free first dimension of its inputs, if they all have the same fixed one.</summary>
    public static OnnxGraph Of(OnnxGraph graph)
    {
        var required = graph.RequiredInputs.ToList();
        var sizes = required.Select(input => input.Dimensions is [var first, ..] ? first : "").Distinct(StringComparer.Ordinal).ToList();
        if (sizes is not [var size] || !long.TryParse(size, NumberStyles.None, CultureInfo.InvariantCulture, out _))
        {
            return graph;
        }

        var names = required.Select(input => input.Name).ToHashSet(StringComparer.Ordinal);
        return OnnxGraph.Of(graph.Message.Rewrite(field => field.Number switch
        {
            OnnxGraph.InputField when OnnxValue.Read(field) is var input && names.Contains(input.Name) =>
                input.WithFreeBatch(Examples).Field,
            OnnxGraph.OutputField => OnnxValue.Read(field).WithoutType().Field,
            OnnxGraph.ValueInfoField => null,
            _ => field,
        }));
    }
}
