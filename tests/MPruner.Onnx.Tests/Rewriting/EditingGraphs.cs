using MPruner.Core;
using MPruner.Core.Formats;
using MPruner.Onnx.Graphs;
using MPruner.Onnx.Messages;
using MPruner.Onnx.Models;
using MPruner.Onnx.Rewriting;

namespace MPruner.Onnx.Tests.Rewriting;

public sealed class EditingGraphs
{
    [Fact]
    public void ARemovedBlockTakesItsNodesAndWeightsAlong()
    {
        var pruned = Without(TestGraph.Residual(3).Output("h3").ToFile(), 1);

        Assert.DoesNotContain(pruned.Nodes, node => node.Output is "a2" or "m2" or "h2");
        Assert.DoesNotContain(pruned.Initializers, tensor => tensor.Name.StartsWith("layers.2.", StringComparison.Ordinal));
        Assert.Equal(["h1", "b3"], pruned.Nodes.Single(node => node.Output == "h3").Inputs);
    }

    [Fact]
    public void ARemovedOutputKeepsItsName()
    {
        var pruned = Without(TestGraph.Residual(3).Output("h3").ToFile(), 2);

        Assert.Equal("h3", Assert.Single(pruned.Outputs).Name);
        var copy = pruned.Nodes.Single(node => node.Output == "h3");
        Assert.Equal(("Identity", "h2"), (copy.Operator, copy.Inputs[0]));
    }

    [Fact]
    public void AWeightThatTwoNodesShareIsCopiedBeforeItIsReplacedAtOne()
    {
        var flow = Flow(new TestGraph().Input("x").Weight("w", 4, 4)
            .Node("MatMul", ["x", "w"], "a").Node("MatMul", ["a", "w"], "b").Output("b"));
        var edit = new GraphEdit(flow);
        edit.Replace(new ValueSite(1, 1), TestGraph.Tensor("new", 4, 4).Array);

        var graph = edit.Apply();
        Assert.Equal("w", graph.Nodes[0].Inputs[1]);
        Assert.Equal("w_2", graph.Nodes[1].Inputs[1]);
        Assert.Equal(["w", "w_2"], graph.Initializers.Select(tensor => tensor.Name));
    }

    [Fact]
    public void AWeightThatOneNodeReadsKeepsItsName()
    {
        var flow = Flow(new TestGraph().Input("x").Weight("w", 4, 4).Node("MatMul", ["x", "w"], "a").Output("a"));
        var edit = new GraphEdit(flow);
        var tensor = TestGraph.Tensor("other", 2, 8).Array;
        edit.Replace(new ValueSite(0, 1), tensor);

        Assert.Equal(tensor.Shape.AsEnumerable(), Assert.Single(edit.Apply().Initializers).Sizes);
    }

    [Fact]
    public void AWeightInAConstantNodeIsRefittedLikeAnother()
    {
        var constant = OnnxAttribute.Of("value", OnnxTensor.Of(TestGraph.Tensor("", 8, 4)));
        var file = new TestGraph().Input("x").Weight("in", 4, 8).Node("Constant", [], "w", constant)
            .Node("MatMul", ["x", "in"], "a").Node("Relu", ["a"], "r").Node("MatMul", ["r", "w"], "m")
            .Node("Add", ["m", "x"], "h").Output("h");
        var flow = Flow(file);
        var layer = BlockEnds.LastLayer.Of(flow, 4)!;

        Assert.Equal([4, 8], layer.Read(flow).Weight.Array.Shape);
        var edit = new GraphEdit(flow);
        edit.Replace(layer.Weight.Site, TestGraph.Tensor("", 8, 4).Array);
        Assert.DoesNotContain(edit.Apply().Nodes, node => node.Operator == "Constant");
    }

    [Fact]
    public void QuantisedWeightsAreRemovedWithTheirBlockButNotRefitted()
    {
        var graph = new TestGraph().Input("x").Weight("scale", 1).Weight("in", 4, 4);
        for (var i = 1; i <= 3; i++)
        {
            var input = i == 1 ? "x" : $"h{i - 1}";
            graph.Weight($"q{i}", 4, 4).Node("DequantizeLinear", [$"q{i}", "scale"], $"w{i}")
                .Node("MatMul", [input, "in"], $"a{i}").Node("Relu", [$"a{i}"], $"r{i}")
                .Node("MatMul", [$"r{i}", $"w{i}"], $"m{i}").Node("Add", [$"m{i}", input], $"h{i}");
        }

        var file = graph.Output("h3").ToFile();
        var model = (PrunableGraph)OnnxFile.Open(file, null);

        Assert.Equal(3, model.Blocks.Count(block => block.Removable));
        Assert.Null(model.Find(model.Blocks[0]).Last(model.Flow));
        Assert.DoesNotContain(Without(file, 1).Initializers, tensor => tensor.Name == "q2");
        Assert.Equal("MPR2313", Assert.Single(model.UnjudgedParts([model.Blocks[1].Path], true)).Code);
        Assert.Empty(((PrunableGraph)OnnxFile.Open(TestGraph.Residual(3).Output("h3").ToFile(), null)).UnjudgedParts(["layers.2"], true));
    }

    [Fact]
    public void AValueThatABranchReadsKeepsItsBlock()
    {
        var branch = new TestGraph().Node("Relu", ["r2"], "inner").Output("inner").ToAttribute("then_branch");
        var file = TestGraph.Residual(3).Input("c").Node("If", ["c"], "y", branch).Output("h3").Output("y").ToFile();

        var blocks = OnnxFile.Open(file, null).Blocks;

        Assert.Equal([true, false, true], blocks.Select(block => block.Removable));
        Assert.Contains("r2", blocks[1].Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void AModelWhoseBlocksAreInABranchIsRefusedWithACode()
    {
        var branch = TestGraph.Residual(3).Output("h3").ToAttribute("then_branch");
        var file = new TestGraph().Input("c").Input("x").Node("If", ["c"], "y", branch).Output("y").ToFile();

        Assert.Equal("MPR2007", Assert.Throws<PrunerException>(() => OnnxFile.Open(file, null)).Code);
    }

    [Fact]
    public void BlocksAreChosenByAPathGlob()
    {
        var file = TestGraph.Residual(4).Output("h4").ToFile();

        Assert.Equal(4, OnnxFile.Open(file, "layers.*").Blocks.Length);
        Assert.Equal(4, OnnxFile.Open(file, "**").Blocks.Length);
        Assert.Equal("MPR2003", Assert.Throws<PrunerException>(() => OnnxFile.Open(file, "encoder.*")).Code);
    }

    private static OnnxGraph Without(byte[] file, int block)
    {
        var model = (PrunableGraph)OnnxFile.Open(file, null);
        return OnnxModel.Read(model.Write(new Candidate(model, [model.Blocks[block]]))).Graph;
    }

    private static Dataflow Flow(TestGraph graph) => new(graph.ToGraph());
}
