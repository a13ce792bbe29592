using System.Collections.Immutable;

namespace MPruner.Core.Formats;

/// <summary>Blocks that hand one representation on to the next, in the order in which they run.</summary>
/// <param name="Blocks">At least two blocks, or one that is called again on what it wrote.</param>
public sealed record BlockChain(ImmutableArray<Block> Blocks)
{
    /// <summary>The path that all blocks share; empty where it is the root.</summary>
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
    /// The longest runs of consecutive blocks that are removed, by the indices of their first and last block. A run at the start of the chain
    /// is not among them: nothing before it could stand in for it.
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
