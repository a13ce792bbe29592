using System.Collections.Immutable;
using MPruner.Core.Formats;
using MPruner.Core.Ports;
using MPruner.ScriptModels.Dataflow;
using MPruner.ScriptModels.Operators;
using MPruner.ScriptModels.Tensors;
using MPruner.TorchScript.Pickle;
using MPruner.TorchScript.Programs;

namespace MPruner.ScriptModels.BlockEnds;

/// <summary>A linear layer or convolution of a block, with the batch norm after it.</summary>
/// <param name="Input">Where its input appears in the code; null if an operator computes it together with the layer.</param>
/// <param name="Weight">[out, in], [out, in, kernel length] or [out, in, kernel height, kernel width].</param>
/// <param name="Bias">[out]; null if it has none.</param>
/// <param name="Window">The convolution's geometry; null for a linear layer.</param>
/// <param name="Norm">The batch norm; null if there is none.</param>
internal sealed record BlockLayer(ValueSite? Input, TensorInfo Weight, TensorInfo? Bias, Window? Window, BatchNorm? Norm)
{
    /// <summary>The matrix product that it is written as; null if an operator computes it.</summary>
    public WrittenOutLinear? WrittenOut { get; private init; }

    /// <summary>The number of input values of one output value.</summary>
    public int Width => (int)(Weight.ElementCount / Weight.Sizes[0]);

    /// <summary>Whether it can add a constant to its output.</summary>
    public bool HasIntercept => Bias is not null || Norm is not null;

    /// <summary>Whether an operation is part of it, but not its last one.</summary>
    public bool IsInside(OperationValue operation) => WrittenOut?.Inside.Contains(operation) == true;

    /// <summary>The layer with its values.</summary>
    public WritingLayer Read(NamedTensors tensors) =>
        new(tensors.Read(Weight), Bias is null ? null : tensors.Read(Bias), Norm?.Read(tensors));

    /// <summary>A linear layer that an operator computes with others; null if its values are no floating-point numbers.</summary>
    public static BlockLayer? OfOperator(TensorInfo weight, TensorInfo bias) =>
        weight.Type.ToElementType().IsFloat() ? new(null, weight, bias, null, null) : null;

    /// <summary>
    /// Finds the layer of a block that computed a value; null if it was no
    /// layer, a layer outside the block, or one that is also used elsewhere.
    /// </summary>
    /// <param name="trace">The dataflow of a program.</param>
    /// <param name="value">The value.</param>
    /// <param name="block">The call of the block.</param>
    /// <param name="isRead">Whether code outside of the layer may read its tensors.</param>
    public static BlockLayer? Find(DataflowTrace trace, Value value, ModuleCall block, bool isRead = false)
    {
        var found = Operator.BehindDropout(value);
        BatchNorm? norm = null;
        if (found is { Name: "batch_norm" })
        {
            norm = BatchNorm.Of(found);
            if (norm is null || IsUsedElsewhere(trace, found))
            {
                return null;
            }

            found = Operator.Behind(found.Input);
        }

        if (found is null
            || !found.Value.Frame.SelfAndCallers().Contains(block)
            || (!isRead && IsRead(trace, found.Module))
            || IsShared(trace, found.Module, calls: 1))
        {
            return null;
        }

        return Of(found) is { } layer && layer.Weight.Type.ToElementType().IsFloat() && (isRead || IsReadOnce(trace, found.Module, layer))
            ? layer with { Norm = norm }
            : null;
    }

    /// <summary>
    /// Whether the module is called more than once, other code reads or changes its attributes, or another module has its tensors.
    /// </summary>
    public static bool IsUsedElsewhere(DataflowTrace trace, Operator layer) =>
        IsRead(trace, layer.Module) || IsShared(trace, layer.Module, calls: 1);

    /// <summary>Whether a module is not called that often, other code changes its attributes, or another module has its tensors.</summary>
    public static bool IsShared(DataflowTrace trace, PickleObject layer, int calls)
    {
        var tensors = layer.Attributes.Select(a => TensorInfo.Of(a.Value)?.StorageKey).OfType<string>().ToHashSet();
        return trace.Calls.Count(c => ReferenceEquals(c.Module, layer) && c.Enters) != calls
            || trace.All.Any(t => t.Effects.Any(IsOnLayer))
            || trace.Calls.Select(c => c.Module).Where(module => !ReferenceEquals(module, layer)).Distinct().Any(SharesTensor);

        bool IsOnLayer(SideEffect effect) => Aliases.Of(effect.Changed).OfType<StaticValue>()
            .Any(value => value.Slot is { } slot
                && ReferenceEquals(slot.Owner, layer)
                && slot.Owner[slot.Name] is { } attribute
                && TensorInfo.Of(attribute) is { } tensor
                && tensor.Type.ToElementType().IsFloat());

        bool SharesTensor(PickleObject module) =>
            module.Attributes.Any(a => TensorInfo.Of(a.Value) is { } tensor && tensors.Contains(tensor.StorageKey));
    }

    /// <summary>Whether a single operation of a module's code reads the layer's weight: code may have it twice, once transposed.</summary>
    private static bool IsReadOnce(DataflowTrace trace, PickleObject module, BlockLayer layer)
    {
        return trace.Operations.Count(operation => operation.Operands.OfType<StaticValue>().Any(IsWeight)) == 1;

        bool IsWeight(StaticValue value) => value is { Slot: { } slot }
            ? ReferenceEquals(slot.Owner, module) && Transposition.IsEither(TensorInfo.Of(slot.Owner[slot.Name]!), layer.Weight)
            : value.Aliased is StaticValue whole && IsWeight(whole);
    }

    private static BlockLayer? Of(Operator found)
    {
        if (WrittenOutLinear.Of(found) is { } written)
        {
            return new(written.InputSite, written.Product.Weight, written.Product.Bias, null, null) { WrittenOut = written };
        }

        if (found.Tensor(1) is not { } weight || (found.Tensor(2) is null && !found.IsNone(2)))
        {
            return null;
        }

        var kind = (found.Name, weight.Sizes.Length);
        var window = kind is ("conv1d", 3) or ("conv2d", 4) or ("convolution", 3 or 4) ? Window.Of(found, weight) : null;
        return window is not null || kind is ("linear", 2)
            ? new BlockLayer(found.InputSite, weight, found.Tensor(2), window, null)
            : null;
    }

    private static bool IsRead(DataflowTrace trace, PickleObject layer) => trace.All.Any(t => t.Exposed.Contains(layer));
}

/// <summary>
/// How a convolution without groups moves over its input: two numbers each, height first. A sequence counts as a map of width 1.
/// </summary>
internal sealed record Window(
    ImmutableArray<long> Kernel, ImmutableArray<long> Stride, ImmutableArray<long> Padding, ImmutableArray<long> Dilation)
{
    /// <summary>The window of the identity.</summary>
    public static Window Point { get; } = new([1, 1], [1, 1], [0, 0], [1, 1]);

    /// <summary>Reads the window from the code; null if its numbers are computed there, or the convolution has groups.</summary>
    public static Window? Of(Operator convolution, TensorInfo weight)
    {
        if (Groups(convolution) != 1 || IsTransposed(convolution))
        {
            return null;
        }

        return Pair(3, 1) is { } stride && Pair(4, 0) is { } padding && Pair(5, 1) is { } dilation
            ? new(AsPair(weight.Sizes[2..], 1), stride, padding, dilation)
            : null;

        ImmutableArray<long>? Pair(int position, long otherwise)
        {
            if (!convolution.Has(position))
            {
                return [otherwise, otherwise];
            }

            return convolution.Numbers(position) is { } numbers && numbers.Length == weight.Sizes.Length - 2
                ? AsPair(numbers, otherwise)
                : null;
        }

        static ImmutableArray<long> AsPair(ImmutableArray<long> numbers, long width) => numbers is [var height] ? [height, width] : numbers;
    }

    /// <summary>The number of groups; null if it is computed in the code.</summary>
    public static double? Groups(Operator convolution)
    {
        // torch.conv2d(input, weight, bias, stride, padding, dilation, groups); the traced _convolution has transposed and output_padding
        // before the groups. Arguments that have their default may be missing.
        var position = IsTraced(convolution) ? 8 : 6;
        return convolution.Has(position) ? convolution.Number(position) : 1;
    }

    /// <summary>Whether it is a transposed convolution.</summary>
    public static bool IsTransposed(Operator convolution) => IsTraced(convolution)
        ? convolution.IsTrue(6)
        : convolution.Name.StartsWith("conv_transpose", StringComparison.Ordinal);

    private static bool IsTraced(Operator convolution) => convolution.Name == "convolution";
}

/// <summary>A batch norm that uses its running statistics.</summary>
internal sealed record BatchNorm(TensorInfo Weight, TensorInfo Bias, TensorInfo Mean, TensorInfo Variance, double Epsilon)
{
    /// <summary>The batch norm with its values.</summary>
    public BatchNormValues Read(NamedTensors tensors) =>
        new(tensors.Read(Weight), tensors.Read(Bias), tensors.Read(Mean), tensors.Read(Variance)) { Epsilon = Epsilon };

    /// <summary>Reads the batch norm from its call; null if a part is missing.</summary>
    public static BatchNorm? Of(Operator norm)
    {
        // torch.batch_norm(input, weight, bias, running_mean, …), but
        // functional.batch_norm(input, running_mean, running_var, weight, …).
        var (ofWeight, ofMean) = norm.IsOfTorch ? (1, 3) : (3, 1);
        return norm.Tensor(ofWeight) is { } weight
            && norm.Tensor(ofWeight + 1) is { } bias
            && norm.Tensor(ofMean) is { } mean
            && norm.Tensor(ofMean + 1) is { } variance
            && norm.Number(7) is { } epsilon
                ? new(weight, bias, mean, variance, epsilon)
                : null;
    }
}
