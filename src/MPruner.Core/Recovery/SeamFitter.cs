using System.Collections.Immutable;
using System.Runtime.InteropServices;
using MPruner.Core.Examples;
using MPruner.Core.Ports;
using MPruner.TorchScript.Programs;

namespace MPruner.Core.Recovery;

/// <summary>Fits what a removed run did to the residual stream, from what flows at the seam (Shopkhoev et al. 2025 fit a d×d map; the refit of the last layer is its fold).</summary>
/// <param name="engine">Runs both models.</param>
/// <param name="examples">Calibration data.</param>
/// <param name="masks">Padding is left out.</param>
/// <param name="options">Threads, device, seed.</param>
internal sealed class SeamFitter(IModelEngine engine, BoundExamples examples, ImmutableArray<PaddingMask> masks, PruningOptions options)
{
    /// <summary>Rows of a batch: more add little and cost much where the maps are large.</summary>
    private const int RowsOfBatch = 2048;

    /// <summary>One batch in so many is held out, to choose α by.</summary>
    private const int HeldOutEvery = 4;

    private static readonly double[] Ridges = [1e-6, 1e-5, 1e-4, 1e-3, 1e-2, 1e-1, 1];

    private readonly HashSet<Seam> refusedSeams = [];

    /// <summary>The ways to mend a seam: a fold, a stitch, both, or none where nothing fits, or where the engine cannot look into the model (warning <c>MPR2304</c>).</summary>
    public ImmutableArray<SeamRepair> Fit(Candidate candidate, Seam seam, IProgressSink progress, CancellationToken cancel)
    {
        try
        {
            return FitWays(candidate, seam, progress, cancel);
        }
        catch (PrunerException refused) when (refused.Code.StartsWith("MPR30", StringComparison.Ordinal))
        {
            // A seam comes up in many candidates; one word on it is enough.
            if (refusedSeams.Add(seam))
            {
                progress.Warn(new Diagnostic("MPR2304", $"The seam from {seam} is not mended, for the engine refused to look at what flows there: {refused.Reason ?? refused.Message}"));
            }

            return [];
        }
    }

    private ImmutableArray<SeamRepair> FitWays(Candidate candidate, Seam seam, IProgressSink progress, CancellationToken cancel)
    {
        if (seam.Before.Calls.Length != 1 || seam.Last.Calls.Length != 1)
        {
            return [];
        }

        var before = BlockClosing.Of(candidate.Subject.Trace, seam.Before);
        var last = BlockClosing.Of(candidate.Subject.Trace, seam.Last);
        if (last is not { Sum: { } sum, Stream: { } stream } || before is not { Stream: not null } || before.Kind != last.Kind)
        {
            return [];
        }

        using var target = engine.Load(SeamPrograms.Target(candidate.Subject, sum, stream, examples.Parameters.Length).Write(), Session);
        var rank = target.Invoke(SeamPrograms.LookMethod, examples.Read(0, 1))[1].Shape.Length;
        var ways = SeamWay.Of(seam, before, last, onMaps: rank == 4 && (before.Last ?? last.Last) is not { Window: null });
        using var fitting = engine.Load(SeamPrograms.Fitting(candidate, [.. ways.Select(w => w.Problem)], examples.Parameters.Length).Write(), Session);
        Gather(target, fitting, ways, $"Mending {seam}", progress, cancel);
        return Solve(fitting, ways, candidate.Subject.Program);
    }

    private SessionOptions Session => new(options.Threads, options.Device);

    private void Gather(IModelSession target, IModelSession fitting, ImmutableArray<SeamWay> ways, string stage, IProgressSink progress, CancellationToken cancel)
    {
        var size = Math.Clamp(examples.Count / (2 * HeldOutEvery), 1, options.GramRows);
        for (var (batch, start) = (0, 0); start < examples.Count; batch++, start += size)
        {
            cancel.ThrowIfCancellationRequested();
            var inputs = examples.Read(start, Math.Min(size, examples.Count - start));
            var aims = target.Invoke(SeamPrograms.LookMethod, inputs);
            if (SeamRows.Choose(aims[1].Shape, ways[^1].Problem.Window is not null, inputs, masks, RowsOfBatch, new SeededRandom(((long)options.Seed << 32) | (uint)batch)) is { Count: > 0 } rows)
            {
                var held = NumericArray.Of([batch % HeldOutEvery == HeldOutEvery - 1 ? 1L : 0L]);
                fitting.Invoke(SeamPrograms.FitMethod, [.. inputs, .. aims, rows, held]);
            }

            progress.Report(stage, start + (int)inputs[0].Shape[0], examples.Count);
        }
    }

    private static ImmutableArray<SeamRepair> Solve(IModelSession fitting, ImmutableArray<SeamWay> ways, ScriptProgram program)
    {
        var errors = fitting.Invoke(SeamPrograms.ErrorsMethod, [new NumericArray(TorchScript.ElementType.Float64, [Ridges.Length], MemoryMarshal.AsBytes(Ridges.AsSpan()).ToArray())]).Select(e => e.ToDoubles()).ToList();
        var best = errors.Select(e => Array.IndexOf(e, e[..^1].Min())).ToList();
        var chosen = best.Select(b => Ridges[Math.Max(b, 0)]).ToArray();
        var solutions = fitting.Invoke(SeamPrograms.SolutionMethod, [new NumericArray(TorchScript.ElementType.Float64, [chosen.Length], MemoryMarshal.AsBytes(chosen.AsSpan()).ToArray())]);
        return
        [
            .. ways.Select((way, i) => best[i] >= 0 && errors[i][best[i]] < errors[i][^1]
                ? way.ToRepair(program, solutions[i].ToDoubles(), errors[i][best[i]])
                : null).OfType<SeamRepair>(),
        ];
    }
}
