using System.Collections.Immutable;
using MPruner.Core.Formats;
using MPruner.Core.Ports;
using MPruner.Onnx.Graphs;
using MPruner.Onnx.Messages;

namespace MPruner.Onnx.BlockEnds;

/// <summary>The linear layer or convolution that writes into a residual sum, with the batch norm after it.</summary>
/// <param name="Input">The value that it reads.</param>
/// <param name="Weight">Where its weight is read.</param>
/// <param name="Bias">Where its bias is read; null if it has none.</param>
internal sealed record LastLayer(string Input, TensorSite Weight, TensorSite? Bias)
{
    /// <summary>The convolution's geometry; null for a linear layer.</summary>
    public Window? Window { get; init; }

    /// <summary>Where the batch norm reads γ, β, the mean and the variance; empty if there is none.</summary>
    public ImmutableArray<TensorSite> Norm { get; init; } = [];

    /// <summary>The batch norm's ε.</summary>
    public double Epsilon { get; init; }

    /// <summary>The places where all of its tensors are read.</summary>
    public IEnumerable<TensorSite> Sites => [Weight, .. Bias is null ? [] : new[] { Bias }, .. Norm];

    /// <summary>The layer with its values.</summary>
    public WritingLayer Read(Dataflow flow) => new(Weight.Read(flow), Bias?.Read(flow), Norm.IsEmpty ? null : ReadNorm(flow));

    /// <summary>The layer of a sum with the most inputs per output; null if no term is a layer whose weights are constants.</summary>
    /// <param name="flow">The dataflow.</param>
    /// <param name="sum">The addition.</param>
    public static LastLayer? Of(Dataflow flow, int sum)
    {
        var terms = SumTerms.Of(flow, sum).ToList();
        return terms.Select(term => Layer(flow, term, terms)).OfType<LastLayer>()
            .OrderByDescending(layer => layer.Weight.Count(flow) / layer.Weight.Outputs(flow))
            .FirstOrDefault();
    }

    private static LastLayer? Layer(Dataflow flow, ValueSite term, List<ValueSite> terms)
    {
        var value = term.Name(flow);
        while (Only(flow, value) is { } passing && (passing.Is("Identity") || passing.Is("Dropout")))
        {
            value = passing.Inputs[0];
        }

        ImmutableArray<TensorSite> norm = [];
        var epsilon = 0.0;
        if (Only(flow, value) is { } found && found.Is("BatchNormalization"))
        {
            norm = [.. Enumerable.Range(1, 4).Select(input => new TensorSite(new(flow.Writer(value)!.Value, input)))];
            epsilon = found.Attribute("epsilon")?.Float ?? 1e-5f;
            value = found.Inputs[0];
        }

        return Only(flow, value) is { Inputs: [_, _, ..] } node && norm.All(site => site.IsFloat(flow))
            ? Layer(flow, flow.Writer(value)!.Value, terms) is { } layer ? layer with { Norm = norm, Epsilon = epsilon } : null
            : null;
    }

    private static LastLayer? Layer(Dataflow flow, int node, List<ValueSite> terms)
    {
        var own = flow.Nodes[node];
        var weight = new TensorSite(new(node, 1), IsTransposed(own));
        var bias = own.Inputs is [_, _, { Length: > 0 }] ? new TensorSite(new(node, 2)) : null;
        if (flow.Constant(own.Inputs[1]) is not { Count: > 0, Sizes.Length: > 1 } tensor
            || !weight.IsFloat(flow)
            || (bias is not null && !bias.IsFloat(flow)))
        {
            return null;
        }

        return own switch
        {
            _ when own.Is("MatMul") && tensor.Sizes.Length == 2 => new(own.Inputs[0], weight, AddedBias(flow, terms, tensor.Sizes[1])),
            _ when own.Is("Gemm") && tensor.Sizes.Length == 2 && IsPlain(own) => new(own.Inputs[0], weight, bias),
            _ when own.Is("Conv") && tensor.Sizes.Length is 3 or 4 && Window.Of(own, tensor) is { } window =>
                new(own.Inputs[0], weight, bias) { Window = window },
            _ => null,
        };
    }

    /// <summary>Weights of ONNX's MatMul, and mostly of Gemm, are [inputs, outputs].</summary>
    private static bool IsTransposed(OnnxNode node) =>
        node.Is("MatMul") || (node.Is("Gemm") && (node.Attribute("transB")?.Integer ?? 0) == 0);

    private static bool IsPlain(OnnxNode gemm) =>
        (gemm.Attribute("alpha")?.Float ?? 1) == 1 && (gemm.Attribute("beta")?.Float ?? 1) == 1
        && (gemm.Attribute("transA")?.Integer ?? 0) == 0;

    private static TensorSite? AddedBias(Dataflow flow, List<ValueSite> terms, long outputs)
    {
        var bias = terms.Where(term => flow.Constant(term.Name(flow)) is { Sizes: [var size] } && size == outputs)
            .Select(term => new TensorSite(term))
            .FirstOrDefault();
        return bias is not null && bias.IsFloat(flow) ? bias : null;
    }

    private static OnnxNode? Only(Dataflow flow, string value) =>
        flow.OnlyReader(value) is not null && flow.Writer(value) is { } writer ? flow.Nodes[writer] : null;

    private BatchNormValues ReadNorm(Dataflow flow)
    {
        NamedArray[] values = [.. Norm.Select(site => site.Read(flow))];
        return new(values[0], values[1], values[2], values[3]) { Epsilon = Epsilon };
    }
}
