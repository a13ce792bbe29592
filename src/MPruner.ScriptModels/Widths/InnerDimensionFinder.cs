using System.Collections.Immutable;
using MPruner.ScriptModels.BlockEnds;
using MPruner.ScriptModels.Chains;
using MPruner.ScriptModels.Dataflow;
using MPruner.TorchScript.Programs;

namespace MPruner.ScriptModels.Widths;

/// <summary>
/// Finds the inner dimensions of blocks by following values, not by names: a layer reads what other layers of the block wrote, only
/// operations that treat all units alike are between, and nothing else reads what is between.
/// </summary>
internal sealed class InnerDimensionFinder
{
    private readonly DataflowTrace trace;
    private readonly ValueUses uses;

    private InnerDimensionFinder(DataflowTrace trace) => (this.trace, uses) = (trace, new ValueUses(trace));

    /// <summary>The blocks that have inner dimensions, with these in execution order of their reading layers.</summary>
    /// <param name="trace">The dataflow of a program.</param>
    /// <param name="blocks">The blocks.</param>
    public static ImmutableArray<BlockWidths> Find(DataflowTrace trace, IEnumerable<ScriptBlock> blocks)
    {
        var finder = new InnerDimensionFinder(trace);
        return [.. blocks.Select(b => new BlockWidths(b, finder.Of(b))).Where(w => !w.Dimensions.IsEmpty)];
    }

    private ImmutableArray<InnerLayers> Of(ScriptBlock block) => block.Calls is [{ Call: var call }]
        && call.FeedsItselfAt is null
            ? Of(call)
            : [];

    private ImmutableArray<InnerLayers> Of(ModuleCall block)
    {
        var features = trace.Operations.Where(o => IsWithin(o, block)).Select(o => (At: o, Layers: ReadBy(o, block)));
        var heads = new HeadTracker(o => IsWithin(o, block) ? Layer(o, block) : null).Follow(trace.Operations)
            .Select(group => (At: group.ReadAt!, Layers: (InnerLayers?)InnerLayers.Of(group)));
        var found = features.Concat(heads).Where(f => f.Layers is not null).ToDictionary(f => f.At, f => f.Layers!);
        return [.. trace.Operations.Where(found.ContainsKey).Select(o => found[o])];
    }

    /// <summary>The dimension that a layer reads; null if the operation is no layer, or reads anything else.</summary>
    private InnerLayers? ReadBy(OperationValue operation, ModuleCall block)
    {
        if (Layer(operation, block) is not { } reader || reader.Weight.Sizes[1] < 2)
        {
            return null;
        }

        var path = new InnerPath(reader);
        return Follow(Operator.Behind(operation)!.Input, path, block)
            && path.Between.All(value => uses.Of(value).All(user => ReferenceEquals(user, operation) || path.Between.Contains(user)))
            ? new InnerLayers(reader, operation.Frame.Path, [.. path.Written]) { Sizes = [.. path.Sizes] }
            : null;
    }

    /// <summary>Follows a value back to the layers that write it.</summary>
    /// <returns>Whether every path ends in a layer of the block.</returns>
    private bool Follow(Value value, InnerPath path, ModuleCall block)
    {
        if (ValueUses.Source(value) is not OperationValue operation
            || !IsWithin(operation, block)
            || Operator.Behind(operation) is not { IsOfPyTorch: true } found)
        {
            return false;
        }

        if (!path.Between.Add(operation))
        {
            return true;
        }

        if (Layer(operation, block) is { } writer)
        {
            return path.Add(writer);
        }

        var passes = found.Name switch
        {
            "batch_norm" => path.Add(BatchNorm.Of(found)) && !LastLayer.IsUsedElsewhere(trace, found),
            _ when DepthwiseConvolution.Of(found) is { } depthwise => path.Add(depthwise) && !LastLayer.IsUsedElsewhere(trace, found),
            "mul" => operation.Inputs.Length == 2 || found.Number(1) is not null,
            _ => found.TreatsFeaturesAlike && operation.Inputs.Length == 1,
        };
        return passes && operation.Inputs.All(input => Follow(input, path, block));
    }

    /// <summary>The layer whose result an operation is, with the batch norm after it; null if it is no layer of the block.</summary>
    private LastLayer? Layer(OperationValue operation, ModuleCall block)
    {
        if (Operator.Behind(operation) is not { IsOfPyTorch: true, Name: not "batch_norm" and not "dropout" and not "feature_dropout" })
        {
            return null;
        }

        if (IsCalledFromElsewhere(operation, block))
        {
            return null;
        }

        var users = uses.Of(operation).ToList();
        var isNormed = users.Count == 1 && Operator.Behind(users[0]) is { Name: "batch_norm" };
        return (isNormed ? LastLayer.Find(trace, users[0], block) : null) ?? LastLayer.Find(trace, operation, block);
    }

    /// <summary>Whether a method that <c>forward</c> does not reach calls a module of the block, but not the block.</summary>
    private bool IsCalledFromElsewhere(OperationValue operation, ModuleCall block) => trace.Unreached
        .Where(other => !other.Root.Path.StartsWith(block.Path + ".", StringComparison.Ordinal))
        .SelectMany(other => other.Calls.Where(call => ReferenceEquals(call.Module, operation.Frame.Module)))
        .Any(call => !call.SelfAndCallers().Any(caller => ReferenceEquals(caller.Module, block.Module)));

    private static bool IsWithin(OperationValue operation, ModuleCall block) => operation.Frame.SelfAndCallers().Contains(block);

    /// <summary>What is between the writing layers and the reading one.</summary>
    private sealed class InnerPath(LastLayer reader)
    {
        /// <summary>The results of the writing layers, and of what is done with them.</summary>
        public HashSet<OperationValue> Between { get; } = [];

        /// <summary>The tensors of the writing layers and of norms.</summary>
        public List<RowSlice> Written { get; } = [];

        /// <summary>The sizes in the code that depend on the number of units.</summary>
        public List<SizeInCode> Sizes { get; } = [];

        public bool Add(DepthwiseConvolution convolution)
        {
            Sizes.Add(convolution.Groups);
            return reader.Window is not null && Add(convolution.Weight, convolution.Bias);
        }

        public bool Add(LastLayer writer) =>
            Add(writer.Weight, writer.Bias) && writer.Window is null == reader.Window is null;

        public bool Add(BatchNorm? norm) =>
            norm is not null && reader.Window is not null && Add(norm.Weight, norm.Bias, norm.Mean, norm.Variance);

        private bool Add(params IEnumerable<TensorInfo?> tensors)
        {
            Written.AddRange(tensors.OfType<TensorInfo>().Select(tensor => new RowSlice(tensor)));
            return Written.TrueForAll(slice => slice.Tensor.Sizes[0] == reader.Weight.Sizes[1]);
        }
    }
}
