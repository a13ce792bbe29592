using System.Collections.Immutable;
using MPruner.Core.Ports;
using MPruner.Onnx.Messages;
using MPruner.Onnx.Wire;

namespace MPruner.Onnx.Tests;

/// <summary>Puts small models together.</summary>
internal sealed class TestGraph
{
    private readonly List<WireField> fields = [];

    public TestGraph Node(string name, ImmutableArray<string> inputs, string output, params IEnumerable<OnnxAttribute> attributes)
    {
        fields.Add(OnnxNode.Of(name, inputs, output, attributes).Field);
        return this;
    }

    public TestGraph Weight(string name, params ReadOnlySpan<long> shape)
    {
        fields.Add(OnnxTensor.Of(Tensor(name, shape)).Field);
        return this;
    }

    public TestGraph Input(string name) => Value(OnnxGraph.InputField, name);

    public TestGraph Output(string name) => Value(OnnxGraph.OutputField, name);

    public TestGraph Field(WireField field)
    {
        fields.Add(field);
        return this;
    }

    public OnnxGraph ToGraph() => OnnxGraph.Of(new WireMessage([.. fields]));

    /// <summary>The graph as the value of an attribute: a branch.</summary>
    public OnnxAttribute ToAttribute(string name) =>
        new(new WireMessage([WireField.OfText(1, name), WireField.OfBytes(6, new WireMessage([.. fields]).ToBytes())]));

    public byte[] ToFile() => new WireMessage(
    [
        WireField.OfInteger(1, 7),
        WireField.OfBytes(7, new WireMessage([.. fields]).ToBytes()),
        WireField.OfBytes(8, new WireMessage([WireField.OfInteger(2, 13)]).ToBytes()),
    ]).ToBytes();

    /// <summary>Pre-norm blocks without norms: each adds what two linear layers make of the stream, from x to h1, h2, …</summary>
    public static TestGraph Residual(int blocks)
    {
        var graph = new TestGraph().Input("x");
        for (var i = 1; i <= blocks; i++)
        {
            var input = i == 1 ? "x" : $"h{i - 1}";
            graph.Weight($"layers.{i}.in", 4, 8).Weight($"layers.{i}.out", 8, 4).Weight($"layers.{i}.bias", 4)
                .Node("MatMul", [input, $"layers.{i}.in"], $"a{i}")
                .Node("Relu", [$"a{i}"], $"r{i}")
                .Node("MatMul", [$"r{i}", $"layers.{i}.out"], $"m{i}")
                .Node("Add", [$"m{i}", $"layers.{i}.bias"], $"b{i}")
                .Node("Add", [input, $"b{i}"], $"h{i}");
        }

        return graph;
    }

    public static NamedArray Tensor(string name, params ReadOnlySpan<long> shape)
    {
        var count = 1L;
        foreach (var size in shape)
        {
            count *= size;
        }

        return new(name, NumericArray.Of([.. Enumerable.Range(1, (int)count).Select(i => i / 10f)], shape));
    }

    private TestGraph Value(int field, string name)
    {
        fields.Add(WireField.OfBytes(field, new WireMessage([WireField.OfText(1, name)]).ToBytes()));
        return this;
    }
}
