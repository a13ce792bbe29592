using System.Collections.Immutable;
using MPruner.ScriptModels.Dataflow;
using MPruner.ScriptModels.Operators;
using MPruner.TorchScript.Code.Syntax;

namespace MPruner.ScriptModels.Widths;

/// <summary>
/// Follows attention heads through the code of one block: from linear layers, whose results are split into heads, to the linear layer that
/// reads the heads again. Axes are followed, not names; an operation that is not known here makes its heads stay.
/// </summary>
internal sealed class HeadTracker
{
    private readonly BlockLayers layers;
    private readonly Dictionary<Value, HeadState> states = [];
    private readonly List<HeadGroup> groups = [];
    private readonly List<OperationValue> lost = [];
    private readonly Dictionary<(SyntaxNode Syntax, Value Tuple), int> taken = [];

    /// <param name="layers">The layers of the block.</param>
    public HeadTracker(BlockLayers layers) => this.layers = layers;

    /// <summary>The operations behind which the results of layers are not followed, in execution order.</summary>
    public ImmutableArray<OperationValue> Lost => [.. lost];

    /// <summary>The operations of layers that read heads of which all queries share one key and value.</summary>
    public ImmutableArray<OperationValue> OneUnit =>
        [.. groups.Where(group => group is { Parent: null, HasOneUnit: true }).Select(group => group.ReadAt!)];

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
        if (layers.IsInside(operation))
        {
            return null;
        }

        ImmutableArray<HeadState> inputs = [.. ValuesOf(operation).Select(input => StateOf(input, operation)).OfType<HeadState>()];
        if (layers.IsLayer(operation))
        {
            var layer = layers.Fused.Of(operation.Frame.Module).IsEmpty ? layers.Of(operation) : null;
            if (layer is { Window: null } && inputs is [MergedHeads merged])
            {
                merged.Group.ReadBy(layer, operation, merged.Heads);
            }
            else
            {
                Keep(inputs, operation);
            }

            return layer is { Window: null } ? new WrittenFeatures(new HeadWriter(layer), 1) : null;
        }

        var state = inputs.IsEmpty ? HeadState.Nothing : Passed(operation, inputs);
        if (state is null)
        {
            Keep(inputs, operation);
        }

        return state is { IsNothing: false } ? state : null;
    }

    /// <summary>What an operation reads; of a list that an operator multiplies, its elements.</summary>
    private ImmutableArray<Value> ValuesOf(OperationValue operation) =>
        operation.Inputs is [GroupValue list] && Operator.Behind(operation) is { Name: "einsum", IsOfTorch: true }
            ? list.Elements
            : layers.InputsOf(operation);

    /// <summary>What an operation makes of heads; null if that is not known.</summary>
    private HeadState? Passed(OperationValue operation, ImmutableArray<HeadState> inputs)
    {
        if (Operator.Behind(operation) is not { } found)
        {
            // An element of a list, one of several results, or a size as a number.
            return (operation.Syntax, inputs) switch
            {
                (AssignStatement, [HeadCount sizes]) => sizes.At(Next(operation)),
                (SubscriptExpression { Indices: { Count: 1 } indices }, [HeadCount sizes])
                    when Numbers.Of(indices[0], operation.Frame) is { } position => sizes.At((int)position),
                (AssignStatement or SubscriptExpression, [var whole]) => whole.Element(),
                (CallExpression { Callee: NameExpression { Name.Text: "int" } }, [HeadCount count]) => count,
                _ => null,
            };
        }

        if (found.IsQuestion)
        {
            return HeadState.Nothing;
        }

        if (!found.IsOfPyTorch)
        {
            return found.Name == "NumToTensor" && inputs is [HeadCount count] ? count : null;
        }

        return (WithoutSizes(found, inputs), found.Name) switch
        {
            ([var only], "size") => only.Describes(found) ? HeadState.Nothing : (only as SplitHeads)?.Count(found),
            ([var only], "contiguous" or "clone" or "to" or "dropout" or "feature_dropout" or "neg" or "pow" or "rsqrt") => only,
            ([HeadCount count], "mul") => count,
            ([WrittenFeatures features], "mul" or "div") when found.IsArithmetic && found.Value.Inputs.Length == 1 => features,
            ([WrittenFeatures features], "view" or "reshape") => features.Split(found, groups),
            ([WrittenFeatures features], "chunk" or "split") => features.Chunk(found),
            ([WrittenFeatures features], "slice") => features.Slice(found),
            ([SplitHeads split], "view" or "reshape" or "flatten") => split.Reshape(found, isCounted: inputs.Length > 1),
            ([SplitHeads split], "chunk" or "split") => split.Cut(found),
            ([SplitHeads split], "layer_norm") => found.Numbers(1) is [_] && !split.IsHead(-1) ? split : null,
            ([SplitHeads split], "unsqueeze") => split.Unsqueeze(found),
            ([SplitHeads split], "expand") => split.Expand(found),
            ([SplitHeads split], "repeat_interleave") => split.Repeat(found),
            ([SplitHeads split], "slice") => split.Slice(found),
            ([SplitHeads split], "cat") => split.Cat(found),
            ([SplitHeads split], "mean") => split.Mean(found),
            ([SplitHeads split], "transpose" or "mT") => split.Transpose(found),
            ([SplitHeads split], "permute") => split.Permute(found),
            ([SplitHeads split], "unbind") => split.Without((int?)found.Number(1) ?? 0),
            ([SplitHeads split], "select") => split.Without((int?)found.Number(1) ?? 0)?.Element(),
            ([SplitHeads like], "expand_as") when !HasStateFirst(found) => like,
            ([var first, ..], "type_as" or "full_like" or "zeros_like" or "ones_like") when HasStateFirst(found) => first,
            ([SplitHeads split], "softmax") => split.IsHead((int?)found.Number(1) ?? 0) ? null : split,
            ([SplitHeads left, SplitHeads right], "matmul" or "bmm") => left.Times(right),
            (_, "einsum") => SplitHeads.Einsum(found, [.. ValuesOf(found.Value).Select(value => StateOf(value, found.Value))]),
            ([HeadCount count], "empty" or "zeros") => count,
            ([HeadCount, SplitHeads left, SplitHeads right], "baddbmm") => left.Times(right),
            ([SplitHeads q, SplitHeads k, SplitHeads v, ..], "scaled_dot_product_attention") => q.Attend(found, k, v),
            (_, "add" or "sub") => Sum(found, inputs),
            (_, "masked_fill" or "mul" or "div" or "where" or "clamp" or "relu") => SplitHeads.Same(inputs),
            (_, "max" or "min") when found.Has(1) && found.Number(1) is null => SplitHeads.Same(inputs),
            _ => null,
        };
    }

    /// <summary>Heads to which other values are added.</summary>
    private SplitHeads? Sum(Operator found, ImmutableArray<HeadState> inputs)
    {
        if (SplitHeads.Same(inputs) is not SplitHeads sum)
        {
            return null;
        }

        for (var position = 0; position < 2; position++)
        {
            if (StateOf(found.Value.Operands[position], found.Value) is null)
            {
                sum.Add(found, position);
            }
        }

        return sum;
    }

    /// <summary>Whether the first argument is followed.</summary>
    private bool HasStateFirst(Operator found) =>
        found.StartsWithInput && found.Input.Source is OperationValue first && states.ContainsKey(first);

    /// <summary>The position of an element of a tuple, which code takes apart from the first to the last.</summary>
    private int Next(OperationValue element)
    {
        var position = taken.GetValueOrDefault((element.Syntax, element.Inputs[0]));
        taken[(element.Syntax, element.Inputs[0])] = position + 1;
        return position;
    }

    /// <summary>In a shape, a size that is computed from the number of the same heads says nothing new.</summary>
    private static ImmutableArray<HeadState> WithoutSizes(Operator found, ImmutableArray<HeadState> inputs) =>
        found.Name is "view" or "reshape" or "expand"
        && inputs is [SplitHeads split, HeadCount count]
        && ReferenceEquals(split.Group.Root, count.Group.Root)
            ? [split]
            : inputs;

    private HeadState? StateOf(Value value, OperationValue reader)
    {
        switch (value.Source)
        {
            case OperationValue operation:
                return states.GetValueOrDefault(operation);
            case MergeValue merge:
                return OfAll(merge.Choices, reader, SplitHeads.OneOf);
            case GroupValue group:
                return OfAll(group.Elements, reader, SplitHeads.List);
            default:
                return null;
        }
    }

    private HeadState? OfAll(ImmutableArray<Value> values, OperationValue reader, Func<ImmutableArray<HeadState>, HeadState?> combine)
    {
        ImmutableArray<HeadState> found = [.. values.Select(value => StateOf(value, reader)).OfType<HeadState>()];
        if (found is [HeadCount count, ..] && found.All(other => other is HeadCount same && same.Group.Root == count.Group.Root))
        {
            return count;
        }

        var combined = found.Length == values.Length ? combine(found) : null;
        if (combined is null)
        {
            Keep(found, reader);
        }

        return combined;
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
