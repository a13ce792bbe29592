using System.Collections.Immutable;
using MPruner.Core;
using MPruner.Core.Acceptance;
using MPruner.Core.Chains;
using MPruner.Core.Examples;
using MPruner.Core.Ports;
using MPruner.Core.Recovery;

namespace MPruner.Benchmarks.Reproduction;

/// <summary>Removes given blocks and mends what is left, in one way or another.</summary>
/// <param name="subject">The original.</param>
/// <param name="engine">Runs models.</param>
/// <param name="trainer">Estimates running statistics.</param>
/// <param name="calibration">What the seams are fitted on.</param>
/// <param name="judge">Compares candidates on the tuning split, as the pipeline does.</param>
/// <param name="options">Seed, threads, masks.</param>
/// <param name="progress">Told after each batch.</param>
/// <param name="cancel">Ends the work between two batches.</param>
internal sealed class Mending(
    Subject subject, IModelEngine engine, IModelTrainer trainer, BoundExamples calibration, CandidateJudge judge, PruningOptions options, IProgressSink progress, CancellationToken cancel)
{
    private readonly SeamFitter fitter = new(engine, calibration, PaddingMask.Find(calibration, options.Mask), options);

    /// <summary>The model without the blocks.</summary>
    public Candidate Delete(ImmutableHashSet<Block> blocks) => new(subject, blocks);

    /// <summary>The same with every seam mended as the pipeline's Linear does it, running statistics included.</summary>
    public Candidate Linear(ImmutableHashSet<Block> blocks)
    {
        var mended = LinearRecovery.Mend(Delete(blocks), fitter, Distance, progress, cancel);
        return new StatisticsRecovery(trainer, calibration, options).Reestimate(mended, Distance, progress, cancel);
    }

    /// <summary>The same with every seam mended in one way, where that way is open.</summary>
    /// <param name="blocks">The blocks that go.</param>
    /// <param name="kind"><c>fold</c> or <c>stitch</c>.</param>
    public Candidate Only(ImmutableHashSet<Block> blocks, string kind)
    {
        var candidate = Delete(blocks);
        foreach (var seam in candidate.Seams.ToImmutableArray())
        {
            var way = fitter.Fit(candidate, seam, progress, cancel).FirstOrDefault(w => w.Kind == kind);
            candidate = way is null ? candidate : candidate.With(way);
        }

        return candidate;
    }

    private double Distance(Candidate candidate) => judge.Compare(candidate.ToProgram().Write()).Value;
}
