using MPruner.Core.Formats;
using MPruner.Onnx.Faults;
using MPruner.Onnx.Graphs;
using MPruner.Onnx.Messages;
using MPruner.Onnx.Models;

namespace MPruner.Onnx.Tests.Graphs;

public sealed class OrderingNodes
{
    [Fact]
    public void AGraphInOrderStaysTheSameObject()
    {
        var graph = TestGraph.Residual(3).Output("h3").ToGraph();

        Assert.Same(graph, NodeOrder.Sort(graph));
    }

    [Fact]
    public void NodesThatAConverterAppendedMoveBeforeTheirReaders()
    {
        var graph = TestGraph.Residual(3).Output("h3").ToGraph();
        var shuffled = graph.With(graph.Nodes.Reverse());

        var sorted = NodeOrder.Sort(shuffled);

        Assert.Equal(graph.Nodes.Select(node => node.Output), sorted.Nodes.Select(node => node.Output));
    }

    [Fact]
    public void ANodeMovesBeforeABranchThatReadsIt()
    {
        var branch = new TestGraph().Node("Relu", ["late"], "inner").Output("inner").ToAttribute("then_branch");
        var graph = new TestGraph().Input("x").Input("c").Node("If", ["c"], "y", branch).Node("Neg", ["x"], "late").Output("y").ToGraph();

        Assert.Equal(["late", "y"], NodeOrder.Sort(graph).Nodes.Select(node => node.Output));
    }

    [Fact]
    public void AModelOutOfOrderIsPrunedToTheSameGraphAndKeepsItsOwnBytes()
    {
        var file = TestGraph.Residual(3).Output("h3").ToFile();
        var model = OnnxModel.Read(file);
        var shuffled = model.With(model.Graph.With(model.Graph.Nodes.Reverse())).Write();

        Assert.Equal(shuffled, OnnxFile.Open(shuffled, null).File.ToArray());
        Assert.Equal(Without(file), Without(shuffled));
    }

    [Fact]
    public void ACircleIsRefusedWithACode()
    {
        var file = new TestGraph().Input("x").Node("Add", ["x", "b"], "a").Node("Relu", ["a"], "b").Output("b").ToFile();

        Assert.Equal("MPR1604", Assert.Throws<OnnxException>(() => OnnxFile.Open(file, null)).Code);
    }

    [Fact]
    public void AChainOfManyNodesInReverseNeedsNoDeepStack()
    {
        var graph = new TestGraph().Input("v0");
        for (var i = 100_000; i > 0; i--)
        {
            graph.Node("Relu", [$"v{i - 1}"], $"v{i}");
        }

        Assert.Equal("v1", NodeOrder.Sort(graph.ToGraph()).Nodes[0].Output);
    }

    private static byte[] Without(byte[] file)
    {
        var model = (PrunableGraph)OnnxFile.Open(file, null);
        return model.Write(new Candidate(model, [model.Blocks[1]])).ToArray();
    }
}
