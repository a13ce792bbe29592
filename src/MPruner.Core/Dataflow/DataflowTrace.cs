using System.Collections.Immutable;
using MPruner.TorchScript.Code.Syntax;
using MPruner.TorchScript.Pickle;

namespace MPruner.Core.Dataflow;

/// <summary>A program followed from the root's <c>forward</c> through every module.</summary>
/// <param name="Root">The call of the root's <c>forward</c>.</param>
/// <param name="Calls">Every call of a module's method in execution order, the root's first.</param>
/// <param name="Operations">Every operation in execution order; branches one after the other, loop bodies once.</param>
/// <param name="Aliases">Every local variable that names a module.</param>
internal sealed record DataflowTrace(ModuleCall Root, ImmutableArray<ModuleCall> Calls, ImmutableArray<OperationValue> Operations, ImmutableArray<ModuleAlias> Aliases);

/// <summary>A statement such as <c>_3 = getattr(layers, "3")</c>.</summary>
/// <param name="Statement">The assignment.</param>
/// <param name="Frame">The call in whose code it stands.</param>
/// <param name="Module">The module that it names.</param>
internal sealed record ModuleAlias(AssignStatement Statement, ModuleCall Frame, PickleObject Module);
