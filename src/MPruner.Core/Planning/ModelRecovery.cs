using MPruner.Core.Acceptance;
using MPruner.Core.Examples;
using MPruner.Core.Ports;
using MPruner.Core.Recovery;
using MPruner.TorchScript.Programs;

namespace MPruner.Core.Planning;

/// <summary>Mends and trains candidates as the options ask.</summary>
/// <param name="Quick">Mends the seams that are not mended yet, on a part of the calibration data: for candidates that are only compared with one another.</param>
/// <param name="Recover">The candidate's program, mended on all of the calibration data and trained.</param>
/// <param name="Mends">Whether a missing run is mended by an affine map.</param>
/// <param name="Trains">Whether there is training.</param>
internal sealed record ModelRecovery(Func<Candidate, Candidate> Quick, Func<Candidate, ScriptProgram> Recover, bool Mends, bool Trains)
{
    /// <summary>Candidates that are only compared with one another are mended on so many examples.</summary>
    private const int QuicklyFittedOn = 256;

    /// <summary>The recovery that the options ask for.</summary>
    /// <param name="engine">Runs models.</param>
    /// <param name="trainer">Trains them.</param>
    /// <param name="measured">What seams are fitted and statistics estimated on.</param>
    /// <param name="calibrate">What is trained on.</param>
    /// <param name="judge">Says which of several candidates is nearest to the original, and which epoch is best.</param>
    /// <param name="options">The steps.</param>
    /// <param name="progress">Told after each batch.</param>
    /// <param name="cancel">Ends the work between two batches.</param>
    public static ModelRecovery Make(
        IModelEngine engine, IModelTrainer trainer, BoundExamples measured, BoundExamples calibrate, CandidateJudge judge, PruningOptions options, IProgressSink progress, CancellationToken cancel)
    {
        var mends = options.Recovery.HasFlag(RecoverySteps.Linear);
        var training = new TrainedRecovery(trainer, calibrate, judge.Imitation, judge.Tune, options);
        var masks = mends ? PaddingMask.Find(measured, options.Mask) : [];
        var quick = new SeamFitter(engine, measured.Spread(QuicklyFittedOn), masks, options);
        var thorough = new SeamFitter(engine, measured, masks, options);
        var statistics = new StatisticsRecovery(trainer, measured, options);

        // Finetune leads away from the original, and what is frozen keeps its statistics.
        var imitates = options.Recovery != RecoverySteps.None && !options.Recovery.HasFlag(RecoverySteps.Finetune) && !(options.Freeze && training.IsChosen);
        return new ModelRecovery(
            candidate => mends ? LinearRecovery.MendQuickly(candidate, quick, progress, cancel) : candidate,
            candidate =>
            {
                var mended = mends ? LinearRecovery.Mend(candidate, thorough, c => Distance(c.ToProgram()), progress, cancel) : candidate;
                var program = training.IsChosen ? training.Train(mended, progress, cancel) : mended.ToProgram();
                return imitates ? statistics.Reestimate(program, Distance, progress, cancel) : program;
            },
            mends,
            training.IsChosen);

        double Distance(ScriptProgram program) => judge.Compare(program.Write()).Value;
    }

    /// <summary>The same, with a word on how long each call took.</summary>
    public ModelRecovery Timed(TimeProvider clock, Action<TimeSpan> took)
    {
        return this with { Quick = Time(Quick), Recover = Time(Recover) };

        Func<Candidate, TResult> Time<TResult>(Func<Candidate, TResult> work) => candidate =>
        {
            var start = clock.GetTimestamp();
            var result = work(candidate);
            took(clock.GetElapsedTime(start));
            return result;
        };
    }
}
