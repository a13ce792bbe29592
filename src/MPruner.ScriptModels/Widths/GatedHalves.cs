using System.Collections.Immutable;
using MPruner.ScriptModels.Dataflow;
using MPruner.ScriptModels.Operators;
using MPruner.TorchScript.Code.Syntax;

namespace MPruner.ScriptModels.Widths;

/// <summary>
/// Two halves of what one layer wrote, each with all units. A gated linear unit multiplies one with a function of the other (Dauphin et al.
/// 2017).
/// </summary>
/// <param name="Cut">The operation that cuts the value.</param>
/// <param name="Whole">The value.</param>
/// <param name="Sizes">The size of a half, if the code has it.</param>
internal sealed record GatedHalves(OperationValue Cut, Value Whole, ImmutableArray<SizeInCode> Sizes)
{
    /// <summary>Finds the value of which an operation is a half, or of whose halves it is the gated unit; null if it is neither.</summary>
    /// <param name="operation">The operation.</param>
    /// <param name="units">The number of units.</param>
    /// <param name="areChannels">Whether units are channels, the second dimension; otherwise they are the last one.</param>
    public static GatedHalves? Of(OperationValue operation, int units, bool areChannels)
    {
        var cut = operation is { Syntax: AssignStatement or SubscriptExpression, Inputs: [var list] } ? list : operation;
        if (Operator.Behind(cut) is not { IsOfPyTorch: true } found)
        {
            return null;
        }

        var isHalf = !ReferenceEquals(found.Value, operation);
        var (axis, sizes) = (isHalf, found.Name) switch
        {
            (true, "chunk") when found.Number(1) == 2 => (found.Number(2), []),
            (true, "split") when Numbers.Of(found.Argument(1)!, found.Value.Frame) == units =>
                (found.Number(2), [new SizeInCode(found.Module, found.Argument(1)!, PerUnit: 1)]),
            (false, "glu") => (found.Has(1) ? found.Number(1) : -1, ImmutableArray<SizeInCode>.Empty),
            _ => (null, []),
        };
        return (areChannels ? axis is 1 : axis is -1 or 2) ? new(found.Value, found.Input, sizes) : null;
    }
}
