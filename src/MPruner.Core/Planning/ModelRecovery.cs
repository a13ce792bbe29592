using MPruner.Core.Acceptance;
using MPruner.Core.Examples;
using MPruner.Core.Ports;
using MPruner.Core.Recovery;
using MPruner.TorchScript.Programs;

namespace MPruner.Core.Planning;

/// <summary>Mends and trains candidates as the options ask.</summary>
/// <param name="Quick">Mends the seams that are not mended yet, on a part of the calibration data, by the fit that leaves the smaller error at the seam.</param>
/// <param name="Mend">Mends all seams anew on all of the calibration data, each in the way that is best for the model's outputs; null where nothing is mended.</param>
/// <param name="Train">Trains; null where no training is asked for.</param>
internal sealed record ModelRecovery(Func<Candidate, Candidate> Quick, Func<Candidate, Candidate>? Mend, Func<Candidate, ScriptProgram>? Train)
{
    /// <summary>Candidates that are only compared with one another are mended on so many examples.</summary>
    private const int QuicklyFittedOn = 256;

    /// <summary>The recovery that the options ask for.</summary>
    public static ModelRecovery Make(IModelEngine engine, IModelTrainer trainer, BoundExamples calibrate, CandidateJudge judge, PruningOptions options, IProgressSink progress, CancellationToken cancel)
    {
        var training = new TrainedRecovery(trainer, calibrate, judge.Tune, options);
        Func<Candidate, ScriptProgram>? train = training.IsChosen ? candidate => training.Train(candidate, progress, cancel) : null;
        if (!options.Recovery.HasFlag(RecoverySteps.Linear))
        {
            return new ModelRecovery(candidate => candidate, null, train);
        }

        var masks = PaddingMask.Find(calibrate, options.Mask);
        var quick = new SeamFitter(engine, calibrate.First(QuicklyFittedOn), masks, options);
        var thorough = new SeamFitter(engine, calibrate, masks, options);
        var statistics = new StatisticsRecovery(trainer, calibrate, options);
        double Distance(Candidate candidate) => judge.Compare(candidate.ToProgram().Write()).Value;
        return new ModelRecovery(
            candidate => LinearRecovery.Mend(candidate, quick, null, progress, cancel),
            candidate => statistics.Reestimate(LinearRecovery.Mend(candidate with { Repairs = candidate.Repairs.Clear() }, thorough, Distance, progress, cancel), Distance, progress, cancel),
            train);
    }

    /// <summary>The candidate's program, recovered in full.</summary>
    public ScriptProgram Recover(Candidate candidate)
    {
        var mended = Mend is null ? candidate : Mend(candidate);
        return Train is null ? mended.ToProgram() : Train(mended);
    }
}
