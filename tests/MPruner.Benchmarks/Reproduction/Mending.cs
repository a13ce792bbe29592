using System.Collections.Immutable;
using Block = MPruner.Core.Chains.Block;
using MPruner.Core;
using MPruner.Core.Acceptance;
using MPruner.Core.Examples;
using MPruner.Core.Ports;
using MPruner.Core.Recovery;
using MPruner.TorchScript.Programs;

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
    public ScriptProgram Delete(ImmutableHashSet<Block> blocks) => new Candidate(subject, blocks).ToProgram();

    /// <summary>The same with every seam mended as the pipeline's Linear does it, running statistics included.</summary>
    public ScriptProgram Linear(ImmutableHashSet<Block> blocks)
    {
        var mended = LinearRecovery.Mend(new Candidate(subject, blocks), fitter, c => Distance(c.ToProgram()), progress, cancel);
        return new StatisticsRecovery(trainer, calibration, options).Reestimate(mended.ToProgram(), Distance, progress, cancel);
    }

    /// <summary>The same with every seam mended in one way, where that way is open.</summary>
    /// <param name="blocks">The blocks that go.</param>
    /// <param name="kind"><c>fold</c> or <c>stitch</c>.</param>
    public ScriptProgram Only(ImmutableHashSet<Block> blocks, string kind)
    {
        var candidate = new Candidate(subject, blocks);
        foreach (var seam in candidate.Seams.ToImmutableArray())
        {
            var way = fitter.Fit(candidate, seam, progress, cancel).FirstOrDefault(w => w.Kind == kind);
            candidate = way is null ? candidate : candidate.With(way);
        }

        return candidate.ToProgram();
    }

    private double Distance(ScriptProgram program) => judge.Compare(program.Write()).Value;
}
