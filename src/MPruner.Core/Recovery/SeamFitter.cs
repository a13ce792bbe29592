using System.Collections.Immutable;
using MPruner.Core.Chains;
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
    /// <summary>So many rows settle each unknown; more add little and cost much where the maps are large.</summary>
    private const int RowsOfUnknown = 32;

    /// <summary>The rows of one example are alike, so that there is some sense in more examples than rows ask for.</summary>
    private const int FewestExamples = 512;

    private const int FewestRows = 256;
    private const int MostRows = 2048;

    /// <summary>A wider layer takes minutes to fit, which is worth it at a seam and nowhere else.</summary>
    private const int WidestRefit = 1024;

    /// <summary>One batch in so many is held out, to choose α by.</summary>
    private const int HeldOutEvery = 4;

    private static readonly double[] Ridges = [1e-6, 1e-5, 1e-4, 1e-3, 1e-2, 1e-1, 1];

    private readonly HashSet<Seam> refusedSeams = [];
    private readonly KeptAims kept = new();

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
            if (!seam.IsWithout && refusedSeams.Add(seam))
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
        if (last is not { Sum: not null, Stream: not null } || before is not { Stream: not null } || before.Kind != last.Kind
            || (seam.IsWithout && last.Last is not { Width: <= WidestRefit }))
        {
            return [];
        }

        // A layer norm's weights are taken over from the last block as it is here, and the aim has to fit them.
        var (model, ideal) = last.Kind == ClosingKind.LayerNorm ? (candidate.Subject, seam.Last) : candidate.Subject.Ideal(seam.Last);
        using var target = new SeamTarget(engine, model, ideal, BlockClosing.Of(model.Trace, ideal), examples, Session, kept);
        var onMaps = seam.Last.WritesMaps(target.Shape.Rank);
        var features = target.Shape.One[onMaps ? 1 : ^1];
        var rows = RowsOfUnknown * (last.Last?.Width ?? features);
        var used = examples.Spread((int)Math.Max(rows * features / target.Shape.One.Aggregate((a, b) => a * b), FewestExamples));
        var ways = SeamWay.Of(seam, before, last, target.Shape.Type, onMaps ? target.Shape.Rank - 2 : 0);
        using var fitting = engine.Load(SeamPrograms.Fitting(candidate, seam.Before, [.. ways.Select(w => w.Problem)], examples.Parameters.Length).Write(), Session);
        Gather(target, fitting, used, onMaps, rows, $"Mending {seam}", progress, cancel);
        return Solve(fitting, ways, candidate.Subject.Program);
    }

    private SessionOptions Session => new(options.Threads, options.Device);

    private void Gather(SeamTarget target, IModelSession fitting, BoundExamples used, bool onMaps, long rows, string stage, IProgressSink progress, CancellationToken cancel)
    {
        var size = Math.Clamp(used.Count / (2 * HeldOutEvery), 1, options.GramRows);
        var most = (int)Math.Clamp(rows * size / used.Count, FewestRows, MostRows);
        for (var (batch, start) = (0, 0); start < used.Count; batch++, start += size)
        {
            cancel.ThrowIfCancellationRequested();
            var count = Math.Min(size, used.Count - start);
            var inputs = used.Read(start, count);
            if (SeamRows.Choose(target.Shape.Of(count), onMaps, inputs, masks, most, new SeededRandom(((long)options.Seed << 32) | (uint)batch)) is { Count: > 0 } chosen)
            {
                var (sum, stream) = target.At(start, onMaps, inputs, chosen);
                var held = NumericArray.Of([batch % HeldOutEvery == HeldOutEvery - 1 ? 1L : 0L]);
                fitting.Invoke(SeamPrograms.FitMethod, [.. inputs, sum, stream, chosen, held]);
            }

            progress.Report(stage, start + count, used.Count);
        }
    }

    private static ImmutableArray<SeamRepair> Solve(IModelSession fitting, ImmutableArray<SeamWay> ways, ScriptProgram program)
    {
        var errors = fitting.Invoke(SeamPrograms.ErrorsMethod, [Matrix(Ridges, Ridges.Length)]).Select(e => e.ToDoubles()).ToList();
        var best = errors.Select(e => Array.IndexOf(e, e[..^1].Min())).ToList();
        var chosen = best.Select(b => Ridges[Math.Max(b, 0)]).ToArray();
        var solutions = fitting.Invoke(SeamPrograms.SolutionMethod, [Matrix(chosen, chosen.Length)]);
        return
        [
            .. ways.Select((way, i) => best[i] >= 0 && errors[i][best[i]] < errors[i][^1]
                ? way.ToRepair(program, new SeamFit(solutions[i].ToDoubles(), errors[i][best[i]], weights => Moments(i, weights, solutions[i].Shape[1])))
                : null).OfType<SeamRepair>(),
        ];

        (double[] Mean, double[] Variance) Moments(int fit, double[] weights, long outputs)
        {
            var found = fitting.Invoke(SeamPrograms.MomentsMethod(fit), [Matrix(weights, weights.Length / outputs, outputs)]);
            return (found[0].ToDoubles(), [.. found[1].ToDoubles().Select(v => Math.Max(v, 0))]);
        }
    }

    private static NumericArray Matrix(double[] values, params ReadOnlySpan<long> shape) => NumericArray.Of(TorchScript.ElementType.Float64, values, shape);
}
