using System.Collections.Immutable;
using MPruner.ScriptModels.BlockEnds;
using MPruner.ScriptModels.Dataflow;
using MPruner.TorchScript.Code.Syntax;

namespace MPruner.ScriptModels.Widths;

/// <summary>
/// Follows attention heads through the code of one block: from linear layers, whose results are split into heads, to the linear layer that
/// reads the heads again. Axes are followed, not names; an operation that is not known here makes its heads stay.
/// </summary>
internal sealed class HeadTracker
{
    private readonly Func<OperationValue, BlockLayer?> layer;
    private readonly Dictionary<Value, HeadState> states = [];
    private readonly List<HeadGroup> groups = [];
    private readonly List<OperationValue> lost = [];

    /// <param name="layer">The linear layer or convolution of the block whose result a value is; null if it is none.</param>
    public HeadTracker(Func<OperationValue, BlockLayer?> layer) => this.layer = layer;

    /// <summary>The operations behind which the results of layers are not followed, in execution order.</summary>
    public ImmutableArray<OperationValue> Lost => [.. lost];

    /// <summary>The groups of heads that one layer reads.</summary>
    /// <param name="operations">All operations of the program, in execution order.</param>
    public IEnumerable<HeadGroup> Follow(IEnumerable<OperationValue> operations)
    {
        foreach (var operation in operations)
        {
            if (After(operation) is { } state)
            {
                states[operation] = state;
            }
        }

        return groups.Where(group => group is { Parent: null, IsComplete: true });
    }

    private HeadState? After(OperationValue operation)
    {
        ImmutableArray<HeadState> inputs = [.. operation.Inputs.Select(input => StateOf(input, operation)).OfType<HeadState>()];
        if (layer(operation) is { Window: null } written)
        {
            if (inputs is [MergedHeads merged])
            {
                merged.Group.ReadBy(written, operation);
            }
            else
            {
                Keep(inputs, operation);
            }

            return new WrittenFeatures(new HeadWriter(written), 1);
        }

        var state = inputs.IsEmpty ? HeadState.Nothing : Passed(operation, inputs);
        if (state is null)
        {
            Keep(inputs, operation);
        }

        return state is { IsNothing: false } ? state : null;
    }

    /// <summary>What an operation makes of heads; null if that is not known.</summary>
    private HeadState? Passed(OperationValue operation, ImmutableArray<HeadState> inputs)
    {
        if (Operator.Behind(operation) is not { } found)
        {
            // An element of a list, or one of several results.
            return operation.Syntax is AssignStatement or SubscriptExpression && inputs is [var whole] ? whole.Element() : null;
        }

        if (!found.IsOfPyTorch)
        {
            return null;
        }

        return (inputs, found.Name) switch
        {
            ([var only], "dim" or "size") => only.Describes(found) ? HeadState.Nothing : null,
            ([var only], "contiguous" or "clone" or "to" or "dropout" or "feature_dropout") => only,
            ([WrittenFeatures features], "view" or "reshape") => features.Split(found, groups),
            ([WrittenFeatures features], "chunk" or "split") => features.Chunk(found),
            ([SplitHeads split], "view" or "reshape" or "flatten") => split.Merge(found),
            ([SplitHeads split], "transpose") => split.Transpose(found),
            ([SplitHeads split], "permute") => split.Permute(found),
            ([SplitHeads split], "unbind") => split.Without((int?)found.Number(1) ?? 0),
            ([SplitHeads split], "select") => split.Without((int?)found.Number(1) ?? 0)?.Element(),
            ([SplitHeads split], "softmax") => split.IsHead((int?)found.Number(1) ?? 0) ? null : split,
            ([SplitHeads left, SplitHeads right], "matmul") => left.Times(right),
            ([SplitHeads q, SplitHeads k, SplitHeads v, ..], "scaled_dot_product_attention") => q.Attend(k, v),
            (_, "masked_fill" or "add" or "sub" or "mul" or "div" or "where" or "clamp" or "relu") => SplitHeads.Same(inputs),
            _ => null,
        };
    }

    private HeadState? StateOf(Value value, OperationValue reader)
    {
        switch (ValueUses.Source(value))
        {
            case OperationValue operation:
                return states.GetValueOrDefault(operation);
            case MergeValue merge:
                ImmutableArray<HeadState> choices = [.. merge.Choices.Select(choice => StateOf(choice, reader)).OfType<HeadState>()];
                var same = choices.Length == merge.Choices.Length ? SplitHeads.Same(choices) : null;
                if (same is null)
                {
                    Keep(choices, reader);
                }

                return same;
            case GroupValue group:
                Keep([.. group.Elements.Select(element => StateOf(element, reader)).OfType<HeadState>()], reader);
                return null;
            default:
                return null;
        }
    }

    private void Keep(ImmutableArray<HeadState> states, OperationValue reader)
    {
        if (!states.IsEmpty)
        {
            lost.Add(reader);
        }

        foreach (var state in states)
        {
            state.Keep();
        }
    }
}
