using System.Collections.Immutable;
using MPruner.Onnx.BlockEnds;
using MPruner.Onnx.Graphs;

namespace MPruner.Onnx.Chains;

/// <summary>A part of a graph between two values of a residual stream. Values have names that stay when other blocks are removed.</summary>
/// <param name="Path">The path, unique among blocks.</param>
/// <param name="Input">The value of the stream that it reads.</param>
/// <param name="End">How it ends.</param>
internal sealed record OnnxBlock(string Path, string Input, BlockEnd End)
{
    /// <summary>Whether each of its sums has a term that is what the block read.</summary>
    public bool IsIdentity { get; init; } = true;

    /// <summary>The value of the stream that it writes.</summary>
    public string Stream => End.Stream;

    /// <summary>The node of its last residual sum.</summary>
    public int Sum(Dataflow flow) => flow.Writer(End.Sum)!.Value;

    /// <summary>Its nodes.</summary>
    public NodeSet Region(Dataflow flow) => flow.Region(Input, flow.Writer(Stream)!.Value);

    /// <summary>The layer that writes into its last sum; null if there is none that can be refitted.</summary>
    public LastLayer? Last(Dataflow flow) => LastLayer.Of(flow, Sum(flow));

    /// <summary>The dimension of the features: 1 for convolutions, −1 for other layers; null if there is no layer that shows it.</summary>
    public int? FeatureDimension(Dataflow flow)
    {
        var layer = Region(flow).Nodes.Where(node => Layers.IsLayer(flow, node)).Select(node => flow.Nodes[node].Operator).LastOrDefault();
        return layer is null ? null : layer.Contains("Conv", StringComparison.Ordinal) ? 1 : -1;
    }

    /// <summary>The kind of the block, for reports: its layers.</summary>
    public string Class(Dataflow flow) => string.Join(" + ", Region(flow).Nodes
        .Where(node => Layers.IsLayer(flow, node))
        .GroupBy(node => flow.Nodes[node].Operator)
        .Select(layers => $"{layers.Count()} {layers.Key}"));

    /// <summary>Why the block must stay; null if it may go.</summary>
    public string? Reason(Dataflow flow)
    {
        if (!IsIdentity)
        {
            return "It has no identity connection: all terms of its sum are computed from what it reads.";
        }

        if (flow.Readers(Stream).Any(reader => !flow.Nodes[reader].Inputs.Contains(Stream)))
        {
            return "What it writes is read inside a branch or loop.";
        }

        var region = Region(flow);
        var outputs = region.Nodes.SelectMany(node => flow.Nodes[node].Outputs);
        ImmutableArray<string> inner = [.. outputs.Where(output => output.Length > 0 && output != Stream)];
        if (inner.FirstOrDefault(flow.IsOutput) is { } result)
        {
            return $"A value from inside it, {result}, is an output of the model.";
        }

        return inner.FirstOrDefault(IsReadOutside) is { } read
            ? $"A value from inside it, {read}, is also used outside."
            : null;

        bool IsReadOutside(string value) =>
            flow.Readers(value).Any(reader => !region.Has(reader) && !Dataflow.ReadsShapeOnly(flow.Nodes[reader]));
    }
}
