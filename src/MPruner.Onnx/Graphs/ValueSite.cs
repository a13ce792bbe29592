namespace MPruner.Onnx.Graphs;

/// <summary>A place where a node reads a value.</summary>
/// <param name="Node">The node's position in the graph.</param>
/// <param name="Input">The position among the node's inputs.</param>
internal readonly record struct ValueSite(int Node, int Input)
{
    /// <summary>The name of the value that is read there.</summary>
    public string Name(Dataflow flow) => flow.Nodes[Node].Inputs[Input];
}
