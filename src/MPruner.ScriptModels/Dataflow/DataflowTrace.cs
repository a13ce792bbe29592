using System.Collections.Immutable;
using MPruner.TorchScript.Code.Syntax;
using MPruner.TorchScript.Pickle;

namespace MPruner.ScriptModels.Dataflow;

/// <summary>A program followed from one method, the root's <c>forward</c> as a rule, through every module.</summary>
/// <param name="Root">The call of that method.</param>
/// <param name="Calls">Every call of a module's method in execution order, that method's first.</param>
/// <param name="Operations">Every operation in execution order; branches one after the other, loop bodies once.</param>
/// <param name="Aliases">Every local variable that names a module.</param>
/// <param name="Opened">Modules of which code outside of them reads an attribute, or which it hands on as values.</param>
internal sealed record DataflowTrace(
    ModuleCall Root, ImmutableArray<ModuleCall> Calls, ImmutableArray<OperationValue> Operations, ImmutableArray<ModuleAlias> Aliases, ImmutableHashSet<PickleObject> Opened)
{
    /// <summary>The methods that <c>forward</c> never reaches, each followed from its own start: exported ones, and those of containers whose children the parent calls.</summary>
    public ImmutableArray<DataflowTrace> Unreached { get; init; } = [];

    /// <summary>This trace and those of the unreached methods.</summary>
    public IEnumerable<DataflowTrace> All => Unreached.Prepend(this);
}

/// <summary>A statement such as <c>_3 = getattr(layers, "3")</c>.</summary>
/// <param name="Statement">The assignment.</param>
/// <param name="Frame">The call in whose code it stands.</param>
/// <param name="Module">The module that it names.</param>
internal sealed record ModuleAlias(AssignStatement Statement, ModuleCall Frame, PickleObject Module);
