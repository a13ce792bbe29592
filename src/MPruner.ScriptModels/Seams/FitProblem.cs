using System.Collections.Immutable;
using MPruner.Core.Formats;
using MPruner.Core.Ports;
using MPruner.ScriptModels.BlockEnds;
using MPruner.ScriptModels.Operators;
using MPruner.ScriptModels.Tensors;

namespace MPruner.ScriptModels.Seams;

/// <summary>One least-squares problem at a seam.</summary>
/// <param name="Plan">How its solution becomes a repair.</param>
/// <param name="Input">The regressor: the input of the fitted weights.</param>
/// <param name="Output">The value that the current weights contribute to.</param>
internal sealed record FitProblem(RepairPlan Plan, ValueSite Input, ValueSite Output)
{
    /// <summary>Whether the target is the sum before the block's end; otherwise it is the stream.</summary>
    public bool TargetsSum { get; init; }

    /// <summary>How its sums are computed.</summary>
    public required FitSettings Settings { get; init; }

    /// <summary>The problems that the ends of the blocks allow. If no blocks are removed, there is no stitch.</summary>
    /// <param name="ends">The ends, which are of the same kind.</param>
    /// <param name="tensors">The model's tensors.</param>
    /// <param name="type">The residual stream's element type.</param>
    /// <param name="mapDimensions">The number of position dimensions if the stream is feature maps; otherwise 0.</param>
    public static ImmutableArray<FitProblem> Of(SeamEnds ends, NamedTensors tensors, ElementType type, int mapDimensions)
    {
        var problems = ImmutableArray.CreateBuilder<FitProblem>();
        var before = ends.Before;
        if (before is { Last: { Input: { } input } layer, Sum: { } sum })
        {
            var normed = before.Kind == BlockEndKind.LayerNorm;
            var plan = new FoldPlan(layer.Read(tensors), normed ? TakenOver(before.Norm!, ends.Last.Norm!, tensors) : []);
            var settings = new FitSettings(layer.Window, normed, layer.HasIntercept);
            problems.Add(new FitProblem(plan, input, sum) { TargetsSum = true, Settings = settings });
        }

        if (!ends.Seam.IsEmpty)
        {
            // A stitch comes after the block's own end. If that is a rectifier, the stitch has one, too.
            var rectified = before.Kind == BlockEndKind.Rectifier;
            problems.Add(new FitProblem(new StitchPlan(type, mapDimensions, rectified), before.Stream!, before.Stream!)
            {
                TargetsSum = rectified,
                Settings = new FitSettings(mapDimensions > 0 ? Window.Point : null, Normed: false, Intercept: true),
            });
        }

        return problems.ToImmutable();
    }

    /// <summary>A fit cannot change what a layer norm does, so the block takes over the norm of the last removed block.</summary>
    private static ImmutableArray<NamedArray> TakenOver(Operator before, Operator last, NamedTensors tensors) =>
        [TakenOver(BlockEnd.NormWeight, before, last, tensors), TakenOver(BlockEnd.NormBias, before, last, tensors)];

    private static NamedArray TakenOver(int position, Operator before, Operator last, NamedTensors tensors) =>
        tensors.Read(before.Tensor(position)!) with { Array = tensors.Read(last.Tensor(position)!).Array };
}
