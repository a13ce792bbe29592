using System.Collections.Immutable;
using MPruner.ScriptModels.Dataflow;
using MPruner.TorchScript.Code.Syntax;
using MPruner.TorchScript.Pickle;
using MPruner.TorchScript.Programs;

namespace MPruner.ScriptModels.Widths;

/// <summary>
/// A value with something for each head that is added to attention's scores: relative positions in T5 and Swin, slopes in ALiBi. It may be
/// computed outside of the block, and for other blocks as well, so the code that adds it chooses what belongs to the remaining heads.
/// </summary>
/// <param name="Module">The module whose code adds it.</param>
/// <param name="Syntax">The value in the code.</param>
/// <param name="Axis">The heads' axis, counted from the last one: −3.</param>
/// <param name="Heads">The number of heads along it.</param>
internal sealed record HeadBias(PickleObject Module, Expression Syntax, int Axis, int Heads)
{
    /// <summary>Whether a value is computed from a tensor of the model that has something for each of so many heads.</summary>
    public static bool IsForEach(int heads, Value value)
    {
        var (seen, open) = (new HashSet<Value>(), new Stack<Value>([value]));
        while (open.TryPop(out var next))
        {
            next = next.Source;
            if (!seen.Add(next))
            {
                continue;
            }

            if (next is StaticValue { Slot: { } slot } && slot.Owner[slot.Name] is { } held && TensorInfo.Of(held) is { } tensor)
            {
                // A mask may be as long in two dimensions.
                if (tensor.Sizes.Count(size => size == heads) == 1)
                {
                    return true;
                }

                continue;
            }

            foreach (var part in Parts(next))
            {
                open.Push(part);
            }
        }

        return false;
    }

    private static ImmutableArray<Value> Parts(Value value) => value switch
    {
        StaticValue computed => computed.Operands,
        OperationValue operation => operation.Operands,
        GroupValue group => group.Elements,
        MergeValue merge => merge.Choices,
        _ => [],
    };
}
