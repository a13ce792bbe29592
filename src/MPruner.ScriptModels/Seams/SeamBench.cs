using System.Collections.Immutable;
using MPruner.Core.Formats;
using MPruner.Core.Ports;
using MPruner.ScriptModels.BlockEnds;
using MPruner.ScriptModels.Models;
using MPruner.ScriptModels.Ports;
using MPruner.ScriptModels.Running;

namespace MPruner.ScriptModels.Seams;

/// <summary>A seam whose blocks end in the same way, in a sum that appears in the code. Programs are loaded at their first use.</summary>
internal sealed class SeamBench : ISeamBench
{
    private readonly ProgramLoader loader;
    private readonly CandidateProgram candidate;
    private readonly SeamEnds ends;
    private readonly int inputs;
    private IModelSession? reference;

    private SeamBench(ProgramLoader loader, CandidateProgram candidate, SeamEnds ends, int inputs)
    {
        this.loader = loader;
        this.candidate = candidate;
        this.ends = ends;
        this.inputs = inputs;

        // A layer norm's weights are taken over from the last block of this model, so the reference has to be this model, too. Narrowing
        // does not change the norm of a block's end.
        Reference = ends.Last.Kind == BlockEndKind.LayerNorm
            ? candidate.Model.Unnarrowed(ends.Seam.Last)
            : candidate.Model.Reference(ends.Seam.Last);
    }

    /// <inheritdoc/>
    public (IPrunableModel Model, Block Block) Reference { get; }

    /// <inheritdoc/>
    public int? LayerWidth => ends.Last.Last?.Width;

    /// <summary>Opens a seam; null if its blocks are called more than once or end differently, or if no sum appears in the code.</summary>
    /// <param name="loader">Loads the programs.</param>
    /// <param name="candidate">The candidate.</param>
    /// <param name="seam">The seam.</param>
    /// <param name="inputs">How many arguments of <c>forward</c> are passed.</param>
    public static SeamBench? Open(ProgramLoader loader, CandidateProgram candidate, Seam seam, int inputs)
    {
        var (model, before, last) = (candidate.Model, candidate.Model.Find(seam.Before), candidate.Model.Find(seam.Last));
        if (before.Calls.Length != 1 || last.Calls.Length != 1)
        {
            return null;
        }

        var ends = new SeamEnds(seam, BlockEnd.Of(model.Trace, before), BlockEnd.Of(model.Trace, last));
        return ends is { Last: { Sum: not null, Stream: not null }, Before.Stream: not null }
            && ends.Before.Kind == ends.Last.Kind
            ? new(loader, candidate, ends, inputs)
            : null;
    }

    /// <inheritdoc/>
    public NumericArray ReadStream(ImmutableArray<NumericArray> inputs) => Loaded.Invoke(SeamPrograms.LookMethod, inputs)[0];

    /// <inheritdoc/>
    public ReferenceRows ReadRows(ImmutableArray<NumericArray> inputs, NumericArray rows, bool onMaps)
    {
        var read = Loaded.Invoke(onMaps ? SeamPrograms.PositionsMethod : SeamPrograms.TokensMethod, [.. inputs, rows]);
        return new(read[0], read[1]);
    }

    /// <inheritdoc/>
    public ISeamFit Fit(ElementType type, int mapDimensions)
    {
        var problems = FitProblem.Of(ends, candidate.Model.Tensors, type, mapDimensions);
        return new SeamFit(loader, problems, SeamPrograms.Fitting(candidate, ends.Seam.Before, [.. problems], inputs));
    }

    /// <inheritdoc/>
    public void Dispose() => reference?.Dispose();

    private IModelSession Loaded =>
        reference ??= loader.Load(SeamPrograms.Reference((ScriptModel)Reference.Model, Reference.Block, inputs));
}

/// <summary>How the blocks at a seam end.</summary>
/// <param name="Seam">The seam.</param>
/// <param name="Before">The end of the block before it.</param>
/// <param name="Last">The end of the last removed block.</param>
internal sealed record SeamEnds(Seam Seam, BlockEnd Before, BlockEnd Last);
