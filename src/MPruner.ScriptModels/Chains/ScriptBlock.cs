using System.Collections.Immutable;
using MPruner.ScriptModels.Dataflow;
using MPruner.TorchScript.Code.Syntax;
using MPruner.TorchScript.Pickle;

namespace MPruner.ScriptModels.Chains;

/// <summary>A submodule that reads a representation and writes one of the same shape.</summary>
/// <param name="Path">Its module path.</param>
/// <param name="Class">Its class without mangling.</param>
/// <param name="Module">The module object.</param>
/// <param name="Calls">Its calls that <c>forward</c> reaches, in execution order.</param>
/// <param name="Reason">Why the dataflow forbids removing it; null where it allows it.</param>
internal sealed record ScriptBlock(string Path, string Class, PickleObject Module, ImmutableArray<BlockCall> Calls, string? Reason)
{
    /// <summary>Its calls in methods that <c>forward</c> never reaches.</summary>
    public ImmutableArray<BlockCall> UnreachedCalls { get; init; } = [];

    /// <summary>Its first call.</summary>
    public BlockCall First => Calls[0];

    /// <summary>Whether its module is a part of another block's.</summary>
    public bool IsWithin(ScriptBlock outer) => Path.StartsWith(outer.Path + ".", StringComparison.Ordinal);
}

/// <summary>One call of a block: where the residual stream goes in and comes out.</summary>
/// <param name="Call">The call.</param>
/// <param name="StreamInput">The position of the stream among the arguments after the receiver.</param>
/// <param name="StreamOutput">The position of the stream among the results; 0 where no tuple is returned.</param>
/// <param name="ParentAdd">The addition by which the parent closes the residual connection itself, if it does.</param>
internal sealed record BlockCall(ModuleCall Call, int StreamInput, int StreamOutput, ParentAdd? ParentAdd);

/// <summary>The parent's own <c>x + block(x)</c>.</summary>
/// <param name="Syntax">The addition.</param>
/// <param name="Stream">The operand that remains when the block is removed.</param>
/// <param name="Frame">The call in whose body it stands: the block's caller, or one around it.</param>
internal sealed record ParentAdd(CallExpression Syntax, Expression Stream, ModuleCall Frame);

/// <summary>Blocks that hand one representation on to the next, in execution order.</summary>
/// <param name="Blocks">At least two blocks, or one that is called again on what it wrote.</param>
internal sealed record ScriptChain(ImmutableArray<ScriptBlock> Blocks);
