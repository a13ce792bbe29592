using MPruner.Core.Reports;

namespace MPruner.Tool.Reporting;

/// <summary>One line of a model's tree.</summary>
/// <param name="Lines">The lines that lead to it: <c>│ ├ </c>.</param>
/// <param name="Chain">The chain that the line is, or the one that its block belongs to; null for what is in no chain.</param>
/// <param name="Block">The block; null where the line is a chain.</param>
internal sealed record TreeLine(string Lines, ChainReport? Chain, BlockReport? Block);

/// <summary>The chains of a model as a tree: a chain has blocks, and a block may have chains.</summary>
internal static class ModelTree
{
    /// <summary>All lines; the last one is what is in no chain.</summary>
    public static IEnumerable<TreeLine> Of(IReadOnlyList<ChainReport> chains)
    {
        var blocks = chains.SelectMany(chain => chain.Blocks).OrderByDescending(block => block.Path.Length).ToList();
        var inside = chains.ToLookup(chain => blocks.Find(block => IsInside(chain, block))?.Path ?? "");
        return Chains("", "", hasMore: true).Append(new TreeLine("└ ", null, null));

        IEnumerable<TreeLine> Chains(string parent, string indentation, bool hasMore)
        {
            var children = inside[parent].ToList();
            return children.SelectMany((chain, i) => Chain(chain, indentation, hasMore || i < children.Count - 1));
        }

        IEnumerable<TreeLine> Chain(ChainReport chain, string indentation, bool hasMore)
        {
            yield return new TreeLine(indentation + Branch(hasMore), chain, null);
            var below = indentation + Trunk(hasMore);
            foreach (var block in chain.Blocks)
            {
                var hasNext = block != chain.Blocks[^1];
                yield return new TreeLine(below + Branch(hasNext), chain, block);
                foreach (var line in Chains(block.Path, below + Trunk(hasNext), hasMore: false))
                {
                    yield return line;
                }
            }
        }
    }

    /// <summary>Whether a chain is inside a block.</summary>
    public static bool IsInside(ChainReport chain, BlockReport block) =>
        chain.Path == block.Path || chain.Path.StartsWith(block.Path + ".", StringComparison.Ordinal);

    private static string Branch(bool hasMore) => hasMore ? "├ " : "└ ";

    private static string Trunk(bool hasMore) => hasMore ? "│ " : "  ";
}
