using System.Collections.Immutable;
using MPruner.Onnx.Graphs;

namespace MPruner.Onnx.Chains;

/// <summary>Names blocks as the module was named from which they were exported, as far as the file shows it.</summary>
internal static class BlockNames
{
    /// <summary>The blocks of all chains with paths that differ.</summary>
    public static ImmutableArray<ImmutableArray<OnnxBlock>> Name(Dataflow flow, ImmutableArray<ImmutableArray<OnnxBlock>> chains)
    {
        var taken = chains.SelectMany(chain => chain).Select(block => Module(flow, block))
            .GroupBy(path => path ?? "")
            .Where(paths => paths.Key.Length == 0 || paths.Count() > 1)
            .Select(paths => paths.Key)
            .ToHashSet(StringComparer.Ordinal);
        return
        [
            .. chains.Select(chain => chain.Any(block => taken.Contains(Module(flow, block) ?? ""))
                ? [.. chain.Select(block => block with { Path = Sum(flow, block) })]
                : chain.Select(block => block with { Path = Module(flow, block)! }).ToImmutableArray()),
        ];
    }

    /// <summary>The common beginning of the names of its weights, which exporters take from the module, or else of its nodes.</summary>
    private static string? Module(Dataflow flow, OnnxBlock block)
    {
        var region = block.Region(flow);
        var weights = region.Nodes.SelectMany(node => flow.Nodes[node].Inputs)
            .Where(name => flow.Constant(name) is not null && flow.Readers(name).All(region.Has))
            .Where(name => name.Contains('.', StringComparison.Ordinal) && name.AsSpan().IndexOfAny(":/") < 0);
        return Common(weights.Select(name => name.Split('.')))
            ?? Common(region.Nodes.Select(node => flow.Nodes[node].Name).Where(name => name.StartsWith('/')).Select(Modules));
    }

    /// <summary>The modules in the name of a node. PyTorch writes <c>/layer1/layer1.0/conv1/Conv</c> for layer1.0.conv1.</summary>
    private static string[] Modules(string node)
    {
        string[] parts = node[1..].Split('/');
        return [.. parts.Where((part, i) => i + 1 == parts.Length || !parts[i + 1].StartsWith(part + ".", StringComparison.Ordinal))];
    }

    private static string? Common(IEnumerable<string[]> names)
    {
        string[]? common = null;
        foreach (var name in names)
        {
            common = common is null
                ? name[..^1]
                : [.. common.Zip(name).TakeWhile(pair => pair.First == pair.Second).Select(pair => pair.First)];
        }

        return common is { Length: > 0 } ? string.Join('.', common) : null;
    }

    private static string Sum(Dataflow flow, OnnxBlock block)
    {
        var name = flow.Nodes[block.Sum(flow)].Name;
        return (name.Length > 0 && flow.Nodes.Count(node => node.Name == name) == 1 ? name : block.End.Sum).Trim('/').Replace('/', '.');
    }
}
