using System.Collections.Immutable;
using MPruner.Core.Formats;
using MPruner.Core.Ports;
using MPruner.ScriptModels.BlockEnds;
using MPruner.ScriptModels.Tensors;

namespace MPruner.ScriptModels.Seams;

/// <summary>One least-squares problem at a seam.</summary>
/// <param name="Plan">What becomes of its solution.</param>
/// <param name="Input">What is regressed on.</param>
/// <param name="Output">What the weights contribute to as they are now.</param>
internal sealed record FitProblem(RepairPlan Plan, ValueSite Input, ValueSite Output)
{
    /// <summary>Whether the target is the sum before the block's end; else the stream.</summary>
    public bool TargetsSum { get; init; }

    /// <summary>How it is summed up.</summary>
    public required FitSettings Settings { get; init; }

    /// <summary>The problems that the ends of the blocks allow. Where nothing is removed, nothing is stitched.</summary>
    /// <param name="ends">The ends, which are alike.</param>
    /// <param name="tensors">The model's tensors.</param>
    /// <param name="type">The residual stream's element type.</param>
    /// <param name="mapDimensions">How many dimensions the positions of maps have; 0 where the stream is no maps.</param>
    public static ImmutableArray<FitProblem> Of(SeamEnds ends, NamedTensors tensors, ElementType type, int mapDimensions)
    {
        var problems = ImmutableArray.CreateBuilder<FitProblem>();
        var before = ends.Before;
        if (before is { Last: { } layer, Sum: { } sum })
        {
            var normed = before.Kind == BlockEndKind.LayerNorm;
            var plan = new FoldPlan(layer.Read(tensors), normed ? TakenOver(before.Norm!, ends.Last.Norm!, tensors) : []);
            var settings = new FitSettings(layer.Window, normed, layer.HasIntercept);
            problems.Add(new FitProblem(plan, layer.Input, sum) { TargetsSum = true, Settings = settings });
        }

        if (!ends.Seam.IsEmpty)
        {
            // A stitch stands after the block's own end; where that cuts off below zero, so does the stitch.
            var rectified = before.Kind == BlockEndKind.Rectifier;
            problems.Add(new FitProblem(new StitchPlan(type, mapDimensions, rectified), before.Stream!, before.Stream!)
            {
                TargetsSum = rectified,
                Settings = new FitSettings(mapDimensions > 0 ? Window.Point : null, Normed: false, Intercept: true),
            });
        }

        return problems.ToImmutable();
    }

    /// <summary>The map cannot cross a layer norm; the block gets the norm of the last removed one instead.</summary>
    private static ImmutableArray<NamedArray> TakenOver(Operator before, Operator last, NamedTensors tensors) =>
        [TakenOver("weight", before, last, tensors), TakenOver("bias", before, last, tensors)];

    private static NamedArray TakenOver(string name, Operator before, Operator last, NamedTensors tensors) =>
        tensors.Read(before.Tensor(name)!) with { Array = tensors.Read(last.Tensor(name)!).Array };
}
