using System.Collections.Immutable;
using MPruner.Core.Formats;
using MPruner.Core.Ports;
using MPruner.Onnx.BlockEnds;
using MPruner.Onnx.Models;
using MPruner.Onnx.Rewriting;
using MPruner.Onnx.Running;

namespace MPruner.Onnx.Seams;

/// <summary>A seam whose blocks end in the same way. Models are loaded at their first use.</summary>
internal sealed class GraphSeamBench : ISeamBench
{
    private readonly GraphLoader loader;
    private readonly CandidateGraph candidate;
    private readonly SeamBlocks ends;
    private readonly (PrunableGraph Model, Block Block) reference;
    private LoadedGraph? loaded;

    private GraphSeamBench(GraphLoader loader, CandidateGraph candidate, SeamBlocks ends)
    {
        (this.loader, this.candidate, this.ends) = (loader, candidate, ends);

        // A layer norm's weights are taken over from the last block of this model, so the reference has to be this model, too.
        reference = ends.Last.End.Kind == BlockEndKind.LayerNorm
            ? (candidate.Model, ends.Seam.Last)
            : candidate.Model.Reference(ends.Seam.Last);
    }

    /// <inheritdoc/>
    public (IPrunableModel Model, Block Block) Reference => reference;

    /// <inheritdoc/>
    public int? LayerWidth => ends.Last.Last(candidate.Model.Flow)?.Read(candidate.Model.Flow).Width;

    /// <summary>Opens a seam; null if its blocks end differently.</summary>
    /// <param name="loader">Loads the models.</param>
    /// <param name="candidate">The candidate.</param>
    /// <param name="seam">The seam.</param>
    public static GraphSeamBench? Open(GraphLoader loader, CandidateGraph candidate, Seam seam)
    {
        var ends = new SeamBlocks(seam, candidate.Model.Find(seam.Before), candidate.Model.Find(seam.Last));
        return ends.Before.End.Kind == ends.Last.End.Kind ? new(loader, candidate, ends) : null;
    }

    /// <inheritdoc/>
    public NumericArray ReadStream(ImmutableArray<NumericArray> inputs) => Loaded.Run(inputs)[^1];

    /// <inheritdoc/>
    public ReferenceRows ReadRows(ImmutableArray<NumericArray> inputs, NumericArray rows, bool onMaps)
    {
        ReferenceRows? read = null;
        Loaded.Run(inputs, outputs => read = new(Chosen(outputs[0]), Chosen(outputs[^1])));
        return read!;

        NumericArray Chosen(NumericArray value)
        {
            var chosen = onMaps ? Patches.Of(value, rows, Window.Point(value.Shape.Length - 2)) : Patches.Rows(value, rows);
            return NumericArray.Of(value.Type, chosen.Values, chosen.Rows, chosen.Columns);
        }
    }

    /// <inheritdoc/>
    public ISeamFit Fit(ElementType type, int mapDimensions)
    {
        var problems = FitProblem.Of(candidate.Model.Flow, ends, type, mapDimensions);
        return new GraphSeamFit(loader, candidate, problems);
    }

    /// <inheritdoc/>
    public void Dispose() => loaded?.Dispose();

    private LoadedGraph Loaded => loaded ??= LoadReference();

    private LoadedGraph LoadReference()
    {
        var (model, block) = reference;
        var end = model.Find(block).End;
        var edit = new GraphEdit(model.Flow);
        edit.Return([end.Sum, end.Stream]);
        return loader.Load(model.Onnx, edit.Apply());
    }
}
