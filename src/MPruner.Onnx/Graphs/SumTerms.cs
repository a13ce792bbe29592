namespace MPruner.Onnx.Graphs;

/// <summary>The terms of sums: the operands of an addition, of those of its operands that are only used there, and so on.</summary>
internal static class SumTerms
{
    /// <summary>The places where the terms of a sum are read, in order.</summary>
    /// <param name="flow">The dataflow.</param>
    /// <param name="node">An addition.</param>
    public static IEnumerable<ValueSite> Of(Dataflow flow, int node)
    {
        for (var input = 0; input < flow.Nodes[node].Inputs.Length; input++)
        {
            var operand = flow.Nodes[node].Inputs[input];
            var inner = flow.OnlyReader(operand) is null ? null : flow.Writer(operand);
            IEnumerable<ValueSite> terms = inner is { } addition && IsAddition(flow, addition) ? Of(flow, addition) : [new(node, input)];
            foreach (var term in terms)
            {
                yield return term;
            }
        }
    }

    /// <summary>Whether a node is an addition whose sum is not only a term of another.</summary>
    public static bool IsOutermost(Dataflow flow, int node) => IsAddition(flow, node)
        && !(flow.OnlyReader(flow.Nodes[node].Output) is { } reader && IsAddition(flow, reader));

    private static bool IsAddition(Dataflow flow, int node) => flow.Nodes[node].Is("Add") || flow.Nodes[node].Is("Sum");
}
