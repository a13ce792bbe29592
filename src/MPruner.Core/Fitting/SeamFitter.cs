using System.Collections.Immutable;
using MPruner.Core.Examples;
using MPruner.Core.Formats;
using MPruner.Core.Ports;

namespace MPruner.Core.Fitting;

/// <summary>
/// Fits an affine map that replaces a removed run, from the stream at the seam to the original's stream (Shopkhoev et al. 2025 fit a d×d
/// map; here it can also be folded into the last layer before the seam).
/// </summary>
/// <param name="run">The bench, the seed, the progress sink and the cancellation token.</param>
/// <param name="examples">Calibration data.</param>
/// <param name="masks">The padding masks; padding is left out.</param>
internal sealed class SeamFitter(RunContext run, BoundExamples examples, ImmutableArray<PaddingMask> masks)
{
    /// <summary>The number of rows per unknown. More rows improve the fit little, and are expensive for large feature maps.</summary>
    public const int RowsPerUnknown = 32;

    /// <summary>The rows of one example are correlated, so more examples are used than the number of rows alone requires.</summary>
    public const int FewestExamples = 512;

    private const int FewestRows = 256;
    private const int MostRows = 2048;

    /// <summary>Fitting a wider layer takes minutes, which is only worthwhile at a seam.</summary>
    private const int WidestRefit = 1024;

    /// <summary>One of this many batches is held out, to choose α.</summary>
    private const int HeldOutEvery = 4;

    private static readonly double[] Ridges = [1e-6, 1e-5, 1e-4, 1e-3, 1e-2, 1e-1, 1];

    private readonly HashSet<Seam> refusedSeams = [];
    private readonly ReferenceCache cache = new();

    /// <summary>
    /// The possible repairs of a seam: a fold, a stitch, both, or none. There is none if no fit reduces the held-out error, or if the
    /// engine cannot read the stream at the seam (warning <c>MPR2304</c>).
    /// </summary>
    public ImmutableArray<SeamRepair> Fit(Candidate candidate, Seam seam)
    {
        try
        {
            using var bench = run.Bench.OpenSeam(candidate, seam, examples.Parameters.Length);
            return bench is null || (seam.IsEmpty && bench.LayerWidth is not <= WidestRefit) ? [] : Fit(bench, seam);
        }
        catch (EngineRefusedException refused)
        {
            // A seam occurs in many candidates; one warning is enough.
            if (!seam.IsEmpty && refusedSeams.Add(seam))
            {
                run.Progress.Warn(new Diagnostic(
                    "MPR2304",
                    $"The seam from {seam} is not repaired: the engine cannot read the residual stream there: "
                    + (refused.Reason ?? refused.Message)));
            }

            return [];
        }
    }

    private ImmutableArray<SeamRepair> Fit(ISeamBench bench, Seam seam)
    {
        var shape = cache.Shape(bench.Reference, () => ReadShape(bench));
        var onMaps = seam.Last.WritesMaps(shape.Rank);
        var features = shape.One[onMaps ? 1 : ^1];
        var rows = RowsPerUnknown * (bench.LayerWidth ?? features);
        var used = examples.Spread((int)Math.Max(rows * features / shape.One.Aggregate((a, b) => a * b), FewestExamples));
        using var fit = bench.Fit(shape.Type, onMaps ? shape.Rank - 2 : 0);
        Gather(new SeamBatches(bench, fit, shape, onMaps), used, rows, $"Repairing {seam}");
        return Solve(fit, seam);
    }

    private StreamShape ReadShape(ISeamBench bench)
    {
        var one = bench.ReadStream(examples.Read(0, 1));
        return new StreamShape(one.Type, one.Shape, bench.ReadStream(examples.Read(0, Math.Min(2, examples.Count))).Shape);
    }

    private void Gather(SeamBatches batches, BoundExamples used, long rows, string stage)
    {
        var size = Math.Clamp(used.Count / (2 * HeldOutEvery), 1, run.Options.GramRows);
        var most = (int)Math.Clamp(rows * size / used.Count, FewestRows, MostRows);
        for (var (batch, start) = (0, 0); start < used.Count; batch++, start += size)
        {
            run.Cancel.ThrowIfCancellationRequested();
            var count = Math.Min(size, used.Count - start);
            var inputs = used.Read(start, count);
            var random = new SeededRandom(((long)run.Options.Seed << 32) | (uint)batch);
            var choice = new SeamRows(batches.Shape.Of(count), batches.OnMaps, masks, most);
            if (choice.Choose(inputs, random) is { Count: > 0 } chosen)
            {
                var from = start;
                var reference = cache.Rows(batches.Bench.Reference, from, () => batches.Bench.ReadRows(inputs, chosen, batches.OnMaps));
                batches.Fit.Add(inputs, reference, chosen, batch % HeldOutEvery == HeldOutEvery - 1);
            }

            run.Progress.Report(stage, start + count, used.Count);
        }
    }

    private static ImmutableArray<SeamRepair> Solve(ISeamFit fit, Seam seam)
    {
        var errors = fit.Errors(Ridges);
        var best = errors.Select(e => Array.IndexOf(e, e[..^1].Min())).ToList();
        var solutions = fit.Solve([.. best.Select(b => Ridges[Math.Max(b, 0)])]);
        return
        [
            .. fit.Plans.Select((plan, i) => best[i] >= 0 && errors[i][best[i]] < errors[i][^1]
                ? new SeamFit(solutions[i].ToDoubles(), errors[i][best[i]], weights => Moments(i, weights)).ToRepair(seam, plan)
                : null).OfType<SeamRepair>(),
        ];

        (double[] Mean, double[] Variance) Moments(int plan, double[] weights)
        {
            var outputs = solutions[plan].Shape[1];
            return fit.Moments(plan, NumericArray.Of(ElementType.Float64, weights, weights.Length / outputs, outputs));
        }
    }

    /// <summary>A fit in progress, and the layout of the stream at its seam.</summary>
    private sealed record SeamBatches(ISeamBench Bench, ISeamFit Fit, StreamShape Shape, bool OnMaps);
}
