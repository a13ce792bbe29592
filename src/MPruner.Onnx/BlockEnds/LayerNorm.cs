using MPruner.Onnx.Graphs;
using MPruner.Onnx.Messages;

namespace MPruner.Onnx.BlockEnds;

/// <summary>A layer norm over the last dimension, as one node or as nine.</summary>
/// <param name="Output">What it writes.</param>
/// <param name="Weight">Where γ is read.</param>
/// <param name="Bias">Where β is read.</param>
internal sealed record LayerNorm(string Output, ValueSite Weight, ValueSite Bias)
{
    /// <summary>The layer norm that is all that reads a value; null if there is none.</summary>
    public static LayerNorm? Of(Dataflow flow, string value) => Fused(flow, value) ?? Decomposed(flow, value);

    private static LayerNorm? Fused(Dataflow flow, string value) =>
        flow.OnlyReader(value) is { } node
        && flow.Nodes[node] is { Operator: "LayerNormalization", Inputs: [_, var weight, var bias], Outputs: [var output, ..] }
        && IsVector(flow, weight)
        && IsVector(flow, bias)
            ? new(output, new(node, 1), new(node, 2))
            : null;

    /// <summary>(x − mean(x)) / √(mean((x − mean(x))²) + ε) · γ + β.</summary>
    private static LayerNorm? Decomposed(Dataflow flow, string value)
    {
        if (Other(flow, value, "ReduceMean") is not { } mean
            || flow.Readers(flow.Nodes[mean].Output) is not [var centre]
            || !flow.Nodes[centre].Is("Sub")
            || flow.Nodes[centre].Inputs is not [var from, _]
            || from != value
            || flow.Readers(value).Any(reader => reader != mean && reader != centre)
            || flow.IsOutput(value)
            || Scaled(flow, flow.Nodes[centre].Output) is not { } scaled)
        {
            return null;
        }

        return flow.OnlyReader(scaled) is { } product
            && flow.Nodes[product].Is("Mul")
            && Vector(flow, product, scaled) is { } weight
            && flow.OnlyReader(flow.Nodes[product].Output) is { } sum
            && flow.Nodes[sum].Is("Add")
            && Vector(flow, sum, flow.Nodes[product].Output) is { } bias
                ? new(flow.Nodes[sum].Output, weight, bias)
                : null;
    }

    /// <summary>What is left of a centred value after the division by its standard deviation; null if it is not divided by that.</summary>
    private static string? Scaled(Dataflow flow, string centred)
    {
        if (Other(flow, centred, "Div") is not { } quotient
            || flow.Nodes[quotient].Inputs is not [var numerator, var root]
            || numerator != centred
            || Before(flow, root, "Sqrt") is not { } sqrt
            || Before(flow, flow.Nodes[sqrt].Inputs[0], "Add") is not { } shifted
            || flow.Nodes[shifted].Inputs.FirstOrDefault(input => !flow.IsFixed(input)) is not { } variance
            || Before(flow, variance, "ReduceMean") is not { } mean
            || flow.Writer(flow.Nodes[mean].Inputs[0]) is not { } square)
        {
            return null;
        }

        var node = flow.Nodes[square];
        var isSquare = node.Inputs is [var x, var y] && x == centred && (node.Is("Mul") ? y == centred : node.Is("Pow") && flow.IsFixed(y));
        return isSquare && flow.Readers(centred).All(reader => reader == quotient || reader == square)
            ? flow.Nodes[quotient].Output
            : null;
    }

    private static int? Before(Dataflow flow, string value, string name) =>
        flow.Writer(value) is { } writer && flow.Nodes[writer].Is(name) && flow.OnlyReader(value) is not null ? writer : null;

    private static int? Other(Dataflow flow, string value, string name) =>
        flow.Readers(value).Where(reader => flow.Nodes[reader].Is(name)).Cast<int?>().FirstOrDefault();

    private static ValueSite? Vector(Dataflow flow, int node, string other)
    {
        var position = flow.Nodes[node].Inputs.IndexOf(other) == 0 ? 1 : 0;
        return IsVector(flow, flow.Nodes[node].Inputs[position]) ? new(node, position) : null;
    }

    private static bool IsVector(Dataflow flow, string value) => flow.Constant(value) is OnnxTensor { Sizes.Length: 1 };
}
