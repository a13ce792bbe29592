using System.Collections.Immutable;
using MPruner.Core.Dataflow;
using MPruner.TorchScript.Code.Syntax;
using MPruner.TorchScript.Pickle;

namespace MPruner.Core.Chains;

/// <summary>A submodule that reads a representation and writes one of the same shape.</summary>
/// <param name="Path">Its module path.</param>
/// <param name="Class">Its class without mangling.</param>
/// <param name="Module">The module object.</param>
/// <param name="Calls">Its calls that <c>forward</c> reaches, in execution order.</param>
/// <param name="Reason">Why the dataflow forbids removing it; null where it allows it.</param>
internal sealed record Block(string Path, string Class, PickleObject Module, ImmutableArray<BlockCall> Calls, string? Reason)
{
    /// <summary>Its calls in methods that <c>forward</c> never reaches.</summary>
    public ImmutableArray<BlockCall> UnreachedCalls { get; init; } = [];

    /// <summary>The dimension of the features in what its chain hands on, 1 or −1 for the last, where the code shows it.</summary>
    public int? FeatureDimension { get; init; }

    /// <summary>Whether the dataflow allows removing it.</summary>
    public bool Removable => Reason is null;

    /// <summary>Whether a stream of so many dimensions is maps: [examples, channels, positions…]. Where the code does not show it, three are [examples, tokens, features] and more are maps.</summary>
    public bool WritesMaps(int rank) => rank > 2 && (FeatureDimension ?? (rank > 3 ? 1 : -1)) == 1;

    /// <summary>Whether its module is a part of another block's.</summary>
    public bool IsWithin(Block outer) => Path.StartsWith(outer.Path + ".", StringComparison.Ordinal);
}

/// <summary>One call of a block: where the residual stream goes in and comes out.</summary>
/// <param name="Call">The call.</param>
/// <param name="StreamInput">The position of the stream among the arguments after the receiver.</param>
/// <param name="StreamOutput">The position of the stream among the results; 0 where no tuple is returned.</param>
/// <param name="ParentAdd">The addition by which the parent closes the residual connection itself, if it does.</param>
internal sealed record BlockCall(ModuleCall Call, int StreamInput, int StreamOutput, ParentAdd? ParentAdd);

/// <summary>The parent's own <c>x + block(x)</c>.</summary>
/// <param name="Syntax">The addition.</param>
/// <param name="Stream">The operand that stays when the block goes.</param>
/// <param name="Frame">The call in whose body it stands: the block's caller, or one around it.</param>
internal sealed record ParentAdd(CallExpression Syntax, Expression Stream, ModuleCall Frame);

/// <summary>Blocks that hand one representation on to the next, in execution order.</summary>
/// <param name="Blocks">At least two blocks, or one that is called again on what it wrote.</param>
internal sealed record BlockChain(ImmutableArray<Block> Blocks)
{
    /// <summary>The longest stretches of consecutive blocks that are missing, by the indices of their first and last, but for the chain's first block: before it nothing reads.</summary>
    public IEnumerable<(int First, int Last)> Gaps(ImmutableHashSet<Block> removed)
    {
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

    /// <summary>The module path that all blocks share; empty where it is the root.</summary>
    public string Path
    {
        get
        {
            var common = Blocks[0].Path.Split('.')[..^1];
            foreach (var block in Blocks)
            {
                var parts = block.Path.Split('.');
                var length = common.Zip(parts).TakeWhile(pair => pair.First == pair.Second).Count();
                common = common[..length];
            }

            return string.Join('.', common);
        }
    }
}
