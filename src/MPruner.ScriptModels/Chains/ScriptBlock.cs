using System.Collections.Immutable;
using MPruner.ScriptModels.Dataflow;
using MPruner.ScriptModels.Operators;
using MPruner.TorchScript.Code.Syntax;
using MPruner.TorchScript.Pickle;

namespace MPruner.ScriptModels.Chains;

/// <summary>A submodule that reads a representation and writes one of the same shape.</summary>
/// <param name="Path">Its module path.</param>
/// <param name="Class">Its class, without mangling.</param>
/// <param name="Module">The module object.</param>
/// <param name="Calls">Its calls that <c>forward</c> reaches, in execution order.</param>
/// <param name="Reason">Why the dataflow forbids removing it; null if it allows it.</param>
internal sealed record ScriptBlock(string Path, string Class, PickleObject Module, ImmutableArray<BlockCall> Calls, string? Reason)
{
    /// <summary>Its calls in methods that <c>forward</c> never reaches.</summary>
    public ImmutableArray<BlockCall> UnreachedCalls { get; init; } = [];

    /// <summary>Whether the output that the guard scores depends on it.</summary>
    public bool IsScored { get; init; } = true;

    /// <summary>Its first call.</summary>
    public BlockCall First => Calls[0];

    /// <summary>Where the stream behind it appears once it is removed.</summary>
    public ValueSite SiteBehind => First.ParentAdd is { } add
        ? new(add.Frame, add.Stream)
        : new(First.Call.Caller!, First.Call.ArgumentSyntax[First.StreamInput]!);

    /// <summary>Whether its module is inside another block's module.</summary>
    public bool IsWithin(ScriptBlock outer) => Path.StartsWith(outer.Path + ".", StringComparison.Ordinal);
}

/// <summary>One call of a block: by which argument it takes the residual stream, and as which result it returns it.</summary>
/// <param name="Call">The call.</param>
/// <param name="StreamInput">The position of the stream among the arguments after the receiver.</param>
/// <param name="StreamOutput">The position of the stream among the results; 0 if no tuple is returned.</param>
/// <param name="ParentAdd">The parent's addition, if the parent adds the residual connection; otherwise null.</param>
internal sealed record BlockCall(ModuleCall Call, int StreamInput, int StreamOutput, ParentAdd? ParentAdd);

/// <summary>The parent's own <c>x + block(x)</c>.</summary>
/// <param name="Syntax">The addition.</param>
/// <param name="Stream">The operand that remains when the block is removed.</param>
/// <param name="Frame">The call whose body contains it: the block's caller, or a caller of that.</param>
internal sealed record ParentAdd(CallExpression Syntax, Expression Stream, ModuleCall Frame);

/// <summary>Blocks that pass one representation on to the next, in execution order.</summary>
/// <param name="Blocks">At least two blocks, or one that is called again on its own output.</param>
internal sealed record ScriptChain(ImmutableArray<ScriptBlock> Blocks);
