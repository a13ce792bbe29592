using System.Collections.Immutable;
using MPruner.Onnx.BlockEnds;
using MPruner.Onnx.Graphs;

namespace MPruner.Onnx.Chains;

/// <summary>Finds the blocks of a graph, between consecutive residual sums of one stream, and their chains.</summary>
internal static class ChainFinder
{
    /// <summary>The chains in execution order; each has at least two blocks.</summary>
    public static ImmutableArray<ImmutableArray<OnnxBlock>> Find(Dataflow flow)
    {
        var blocks = Blocks(flow);
        var following = blocks.GroupBy(block => block.Input)
            .Where(same => same.Count() == 1)
            .ToDictionary(same => same.Key, same => same.Single());
        var continued = blocks.Select(block => block.Stream).ToHashSet(StringComparer.Ordinal);
        var chains = blocks.Where(block => !continued.Contains(block.Input) || !following.ContainsKey(block.Input))
            .Select(first => From(first, following))
            .Where(chain => chain.Length > 1)
            .Select(chain => Merged(flow, chain))
            .Where(chain => chain.Length > 1);
        return BlockNames.Name(flow, [.. chains]);
    }

    private static List<OnnxBlock> Blocks(Dataflow flow)
    {
        var sums = ResidualSum.Find(flow);
        var read = sums.Select(sum => sum.Input).ToHashSet(StringComparer.Ordinal);
        var kinds = new Dictionary<string, BlockEndKind>(StringComparer.Ordinal);
        var blocks = new List<OnnxBlock>();
        foreach (var sum in sums)
        {
            var output = flow.Nodes[sum.Node].Output;
            var after = read.Contains(output) ? null : BlockEnd.After(flow, output);

            // Nobody goes on from the last block of a chain: it ends like the one before it.
            var ends = after is not null && (read.Contains(after.Stream) || kinds.GetValueOrDefault(sum.Input) == after.Kind);
            var end = ends ? after! : BlockEnd.Plain(output);
            kinds[end.Stream] = end.Kind;
            blocks.Add(new OnnxBlock(output, sum.Input, end) { IsIdentity = sum.IsIdentity });
        }

        return blocks;
    }

    private static ImmutableArray<OnnxBlock> From(OnnxBlock first, Dictionary<string, OnnxBlock> following)
    {
        var chain = ImmutableArray.CreateBuilder<OnnxBlock>();
        for (var next = first; next is not null; next = following.GetValueOrDefault(next.Stream))
        {
            chain.Add(next);
        }

        return chain.ToImmutable();
    }

    /// <summary>The chain with each repetition of its layers as one block.</summary>
    private static ImmutableArray<OnnxBlock> Merged(Dataflow flow, ImmutableArray<OnnxBlock> chain)
    {
        var period = Repetition.Period([.. chain.Select(block => Kind(flow, block))]);
        return period == 1 || period == chain.Length || chain.Any(block => !block.IsIdentity)
            ? chain
            : [.. chain.Chunk(period).Select(blocks => blocks[^1] with { Input = blocks[0].Input })];
    }

    private static string Kind(Dataflow flow, OnnxBlock block) =>
        string.Join('\n', block.Region(flow).Nodes.Where(node => Layers.IsLayer(flow, node)).Select(node => Layers.Kind(flow, node)));
}
