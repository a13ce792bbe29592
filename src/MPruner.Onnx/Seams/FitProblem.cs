using System.Collections.Immutable;
using MPruner.Core.Formats;
using MPruner.Core.Ports;
using MPruner.Onnx.BlockEnds;
using MPruner.Onnx.Chains;
using MPruner.Onnx.Graphs;

namespace MPruner.Onnx.Seams;

/// <summary>One least-squares problem at a seam.</summary>
/// <param name="Plan">How its solution becomes a repair.</param>
/// <param name="Input">The value that the fitted weights read.</param>
/// <param name="Output">The value that the current weights contribute to.</param>
internal sealed record FitProblem(RepairPlan Plan, string Input, string Output)
{
    /// <summary>Whether the target is the sum before the block's end; otherwise it is the stream.</summary>
    public bool TargetsSum { get; init; }

    /// <summary>Whether the target is what a layer norm makes of the sum.</summary>
    public bool IsNormed { get; init; }

    /// <summary>Whether a constant is fitted, too.</summary>
    public bool HasIntercept { get; init; } = true;

    /// <summary>The convolution's geometry; null for rows of features.</summary>
    public Window? Window { get; init; }

    /// <summary>The problems that the ends of the blocks allow. If no blocks are removed, there is no stitch.</summary>
    /// <param name="flow">The dataflow of the model.</param>
    /// <param name="ends">The blocks at the seam, which end in the same way.</param>
    /// <param name="type">The residual stream's element type.</param>
    /// <param name="mapDimensions">The number of position dimensions of feature maps; 0 if the stream has none.</param>
    public static ImmutableArray<FitProblem> Of(Dataflow flow, SeamBlocks ends, ElementType type, int mapDimensions)
    {
        var problems = ImmutableArray.CreateBuilder<FitProblem>();
        var end = ends.Before.End;
        if (ends.Before.Last(flow) is { } last && (last.Window is null) == (mapDimensions == 0))
        {
            var layer = last.Read(flow);
            ImmutableArray<NamedArray> taken = end.Norm is { } norm ? TakenOver(flow, norm, ends.Last.End.Norm!) : [];
            problems.Add(new(new FoldPlan(layer, taken), last.Input, end.Sum)
            {
                TargetsSum = true,
                IsNormed = end.Kind == BlockEndKind.LayerNorm,
                HasIntercept = layer.HasIntercept,
                Window = last.Window,
            });
        }

        if (!ends.Seam.IsEmpty)
        {
            // A stitch comes after the block's own end. If that is a rectifier, the stitch has one, too.
            var rectified = end.Kind == BlockEndKind.Rectifier;
            var point = mapDimensions > 0 ? Window.Point(mapDimensions) : null;
            problems.Add(new(new StitchPlan(type, mapDimensions, rectified), end.Stream, end.Stream)
            {
                TargetsSum = rectified,
                Window = point,
            });
        }

        return problems.ToImmutable();
    }

    /// <summary>A fit cannot change what a layer norm does, so the block takes over the norm of the last removed block.</summary>
    private static ImmutableArray<NamedArray> TakenOver(Dataflow flow, LayerNorm before, LayerNorm last) =>
        [TakenOver(flow, before.Weight, last.Weight), TakenOver(flow, before.Bias, last.Bias)];

    private static NamedArray TakenOver(Dataflow flow, ValueSite before, ValueSite last) =>
        new TensorSite(last).Read(flow) with { Name = before.Name(flow) };
}

/// <summary>The blocks at a seam.</summary>
/// <param name="Seam">The seam.</param>
/// <param name="Before">The block before it.</param>
/// <param name="Last">The last removed block.</param>
internal sealed record SeamBlocks(Seam Seam, OnnxBlock Before, OnnxBlock Last);
