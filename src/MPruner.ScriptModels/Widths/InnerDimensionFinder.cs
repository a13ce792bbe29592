using System.Collections.Immutable;
using MPruner.ScriptModels.Chains;
using MPruner.ScriptModels.Dataflow;

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

    /// <summary>The inner dimensions of blocks.</summary>
    /// <param name="trace">The dataflow of a program.</param>
    /// <param name="blocks">The blocks.</param>
    /// <returns>One entry for each block.</returns>
    public static ImmutableArray<BlockWidths> Find(DataflowTrace trace, IEnumerable<ScriptBlock> blocks)
    {
        var finder = new InnerDimensionFinder(trace);
        return [.. blocks.Select(finder.Of)];
    }

    private BlockWidths Of(ScriptBlock block)
    {
        if (!block.IsScored)
        {
            return new(block, []) { Reason = ScoredPart.NotScored };
        }

        if (block.Calls is not [{ Call: var call, StreamInput: var stream }])
        {
            return new(block, []) { Reason = "It is called at several places in the code." };
        }

        if (call.FeedsItselfAt is not null)
        {
            return new(block, []) { Reason = "It is called again on its own output." };
        }

        var layers = new BlockLayers(trace, uses, call);
        ImmutableArray<InnerPath> paths = [.. layers.Operations.Select(o => InnerPath.Of(o, layers)).OfType<InnerPath>()];
        var heads = new HeadTracker(layers);
        var found = heads.Follow(trace.Operations)
            .Select(group => (At: group.ReadAt!, Layers: InnerLayers.Of(group, layers.PathOf(group.ReadAt!))))
            .Concat(paths.Where(path => path.Layers is not null).Select(path => (path.At, Layers: path.Layers!)))
            .Concat(layers.Fused.Uncalled())
            .ToDictionary(f => f.At, f => f.Layers);
        return new(block, [.. layers.Operations.Where(found.ContainsKey).Select(o => found[o])])
        {
            Reason = new WidthObstacles(layers, call.Arguments[stream]) { Paths = paths, Heads = heads }.Of(found.Keys),
        };
    }
}
