using System.Collections.Immutable;
using MPruner.TorchScript.Code.Syntax;
using MPruner.TorchScript.Pickle;

namespace MPruner.ScriptModels.Dataflow;

/// <summary>The dataflow of a program from one method, usually the root's <c>forward</c>, through all modules.</summary>
/// <param name="Root">The call of that method.</param>
/// <param name="Calls">Every call of a module's method in execution order, starting with the call of that method.</param>
/// <param name="Operations">
/// Every operation in execution order: both branches of an <c>if</c> unless its condition is constant, loop bodies once.
/// </param>
/// <param name="Aliases">Every local variable that refers to a module.</param>
/// <param name="Exposures">Where code outside of a module reads its attributes, or passes it on as a value.</param>
internal sealed record DataflowTrace(
    ModuleCall Root,
    ImmutableArray<ModuleCall> Calls,
    ImmutableArray<OperationValue> Operations,
    ImmutableArray<ModuleAlias> Aliases,
    ImmutableArray<Exposure> Exposures)
{
    /// <summary>Modules whose attributes are read by code outside them, or that are passed on as values.</summary>
    public ImmutableHashSet<PickleObject> Exposed { get; } = [.. Exposures.Select(e => e.Module)];

    /// <summary>
    /// The traces of the code that <c>forward</c> never reaches: exported methods, those of containers whose children the parent calls, and
    /// branches whose condition never holds.
    /// </summary>
    public ImmutableArray<DataflowTrace> Unreached { get; init; } = [];

    /// <summary>What calls change in place, in execution order.</summary>
    public ImmutableArray<SideEffect> Effects { get; init; } = [];

    /// <summary>The values that the calls leave in attributes.</summary>
    public ImmutableDictionary<AttributeSlot, Value> Stored { get; init; } = ImmutableDictionary<AttributeSlot, Value>.Empty;

    /// <summary>This trace and those of the unreached methods.</summary>
    public IEnumerable<DataflowTrace> All => Unreached.Prepend(this);
}

/// <summary>A change of a value in place, or of an attribute.</summary>
/// <param name="Frame">The call whose body makes it.</param>
/// <param name="Changed">The value that changes; for an attribute a static value with its slot.</param>
/// <param name="What">The code that changes it: <c>torch.append</c>.</param>
internal sealed record SideEffect(ModuleCall Frame, Value Changed, string What);

/// <summary>Code outside of a module that reads an attribute of it, or passes the module on as a value.</summary>
/// <param name="Module">The module.</param>
/// <param name="Frame">The call whose body contains that code.</param>
/// <param name="Read">The attribute as it is read; null if the module itself is passed on, or the attribute assigned.</param>
internal sealed record Exposure(PickleObject Module, ModuleCall Frame, SyntaxNode? Read);

/// <summary>A statement such as <c>_3 = getattr(layers, "3")</c>.</summary>
/// <param name="Statement">The assignment.</param>
/// <param name="Frame">The call whose body contains it.</param>
/// <param name="Module">The module that the variable refers to.</param>
internal sealed record ModuleAlias(AssignStatement Statement, ModuleCall Frame, PickleObject Module);
