using System.Collections.Immutable;
using MPruner.Onnx.Graphs;

namespace MPruner.Onnx.Chains;

/// <summary>A sum of a value and of others that are computed from it, or of several that are computed from one.</summary>
/// <param name="Node">The node of the outermost addition.</param>
/// <param name="Input">The value.</param>
/// <param name="IsIdentity">Whether the value itself is one of the terms.</param>
/// <param name="Region">The nodes between the value and the sum, with the sum.</param>
internal sealed record ResidualSum(int Node, string Input, bool IsIdentity, NodeSet Region)
{
    /// <summary>Finds the sums of a graph that delimit blocks.</summary>
    /// <remarks>
    /// A region without a layer is an activation or a position encoding. A region that wholly contains another is none: the addition of an
    /// attention mask, for example, is a sum of what the layers before have read, too.
    /// </remarks>
    public static ImmutableArray<ResidualSum> Find(Dataflow flow)
    {
        var additions = Enumerable.Range(0, flow.Nodes.Length).Where(node => SumTerms.IsOutermost(flow, node)).ToList();
        var identities = Innermost([.. additions.Select(node => Identity(flow, node)).OfType<ResidualSum>()]);
        var known = identities.Select(sum => sum.Node).ToHashSet();
        var others = Innermost([.. additions.Where(node => !known.Contains(node)).Select(node => Fork(flow, node)).OfType<ResidualSum>()])
            .Where(fork => identities.All(sum => !fork.Region.IsIn(sum.Region) && !sum.Region.IsIn(fork.Region)));
        return [.. identities.Concat(others).OrderBy(sum => sum.Node)];
    }

    private static List<ResidualSum> Innermost(List<ResidualSum> sums) =>
        sums.FindAll(outer => !sums.Exists(inner => inner != outer && inner.Region.IsIn(outer.Region)));

    private static ResidualSum? Identity(Dataflow flow, int node)
    {
        var terms = Computed(flow, node);
        var input = terms.Count < 2 ? null : terms.Find(term => terms.TrueForAll(other => other == term || IsFrom(flow, other, term)));
        return input is null ? null : WithLayers(flow, new(node, input, true, flow.Region(input, node)));
    }

    /// <summary>The sum of terms that all have layers of their own and are computed from one value, and from nothing else.</summary>
    private static ResidualSum? Fork(Dataflow flow, int node)
    {
        var terms = Computed(flow, node);
        if (terms.Count < 2 || terms.Exists(term => flow.Writer(term) is null))
        {
            return null;
        }

        var common = terms.Select(term => flow.Above(flow.Writer(term)!.Value)).Aggregate((a, b) => a.And(b)).Nodes
            .Select(n => flow.Nodes[n].Output)
            .LastOrDefault(value => !flow.IsFixed(value));
        if (common is not { } input)
        {
            return null;
        }

        var region = flow.Region(input, node);
        var isAlone = region.Nodes.All(n => flow.Reads[n].All(read =>
            read == input || flow.IsFixed(read) || (flow.Writer(read) is { } writer && region.Has(writer))));
        var haveLayers = terms.TrueForAll(term => flow.Region(input, flow.Writer(term)!.Value).Nodes.Any(n => Layers.IsLayer(flow, n)));
        return isAlone && haveLayers ? new(node, input, false, region) : null;
    }

    private static List<string> Computed(Dataflow flow, int node) =>
        [.. SumTerms.Of(flow, node).Select(term => term.Name(flow)).Where(term => !flow.IsFixed(term)).Distinct()];

    private static bool IsFrom(Dataflow flow, string value, string origin) =>
        flow.Writer(value) is { } writer && flow.DependsOn(writer, origin);

    private static ResidualSum? WithLayers(Dataflow flow, ResidualSum sum) =>
        sum.Region.Nodes.Any(node => Layers.IsLayer(flow, node)) ? sum : null;
}
