using System.Collections.Immutable;
using MPruner.Core.Acceptance;
using MPruner.Core.Examples;
using MPruner.Core.Fitting;
using MPruner.Core.Formats;
using MPruner.Core.Training;

namespace MPruner.Benchmarks.Reproduction;

/// <summary>Removes given blocks and repairs the seams with a given kind of repair.</summary>
/// <param name="run">Seed, threads, masks.</param>
/// <param name="model">The original.</param>
/// <param name="calibration">What the seams are fitted on.</param>
/// <param name="judge">Compares candidates on the tuning split, as the pipeline does.</param>
internal sealed class Repairing(RunContext run, IPrunableModel model, BoundExamples calibration, CandidateJudge judge)
{
    private readonly SeamFitter fitter = new(run, calibration, PaddingMasks.Find(calibration, run.Options.Mask));

    /// <summary>The model without the blocks.</summary>
    public Candidate Delete(ImmutableHashSet<Block> blocks) => new(model, blocks);

    /// <summary>The same with every seam repaired as by the pipeline's Linear, including the running statistics.</summary>
    public Candidate Linear(ImmutableHashSet<Block> blocks)
    {
        var repaired = LinearRecovery.Repair(new Candidate(model, blocks), fitter, Distance);
        return new StatisticsRecovery(run, calibration).Reestimate(repaired, Distance);
    }

    /// <summary>The same with one kind of repair at every seam that allows it.</summary>
    /// <param name="blocks">The blocks to remove.</param>
    /// <param name="kind"><c>fold</c> or <c>stitch</c>.</param>
    public Candidate Only(ImmutableHashSet<Block> blocks, string kind)
    {
        var candidate = new Candidate(model, blocks);
        foreach (var seam in candidate.Seams.ToImmutableArray())
        {
            var repair = fitter.Fit(candidate, seam).FirstOrDefault(repair => repair.Kind == kind);
            candidate = repair is null ? candidate : candidate.With(repair);
        }

        return candidate;
    }

    private double Distance(Candidate candidate) => judge.Outputs.Compare(model.Write(candidate)).Value;
}
