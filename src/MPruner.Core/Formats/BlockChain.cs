using System.Collections.Immutable;

namespace MPruner.Core.Formats;

/// <summary>Blocks that pass one representation on to the next, in execution order.</summary>
/// <param name="Blocks">At least two blocks, or one block that is called again on its own output.</param>
public sealed record BlockChain(ImmutableArray<Block> Blocks)
{
    /// <summary>The path of the innermost module that contains all blocks; empty for the root.</summary>
    public string Path
    {
        get
        {
            var common = Blocks[0].Path.Split('.')[..^1];
            foreach (var block in Blocks)
            {
                var length = common.Zip(block.Path.Split('.')).TakeWhile(pair => pair.First == pair.Second).Count();
                common = common[..length];
            }

            return string.Join('.', common);
        }
    }

    /// <summary>
    /// The maximal runs of consecutive removed blocks, as the indices of their first and last blocks, in execution order. The chain's first
    /// block is never part of a run: there is no block before it that could take over its work.
    /// </summary>
    /// <param name="removed">The removed blocks.</param>
    public IEnumerable<(int First, int Last)> Gaps(IReadOnlySet<Block> removed)
    {
        ArgumentNullException.ThrowIfNull(removed);
        for (var i = 1; i < Blocks.Length; i++)
        {
            var first = i;
            while (i < Blocks.Length && removed.Contains(Blocks[i]))
            {
                i++;
            }

            if (i > first)
            {
                yield return (first, i - 1);
            }
        }
    }
}
