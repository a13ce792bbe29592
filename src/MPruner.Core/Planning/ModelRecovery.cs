using MPruner.Core.Acceptance;
using MPruner.Core.Examples;
using MPruner.Core.Fitting;
using MPruner.Core.Formats;
using MPruner.Core.Training;

namespace MPruner.Core.Planning;

/// <summary>Repairs and trains candidates as the options ask.</summary>
internal sealed class ModelRecovery
{
    /// <summary>Candidates that are only compared with one another are repaired on so many examples.</summary>
    private const int QuicklyFittedOn = 256;

    private readonly RunContext run;
    private readonly SeamFitter quick;
    private readonly SeamFitter thorough;
    private readonly TrainedRecovery training;
    private readonly StatisticsRecovery statistics;
    private readonly CandidateJudge judge;
    private readonly bool imitates;

    /// <param name="run">The steps, and the bench.</param>
    /// <param name="data">What is fitted and trained on.</param>
    /// <param name="judge">Tells which of several candidates is nearest to the original, and which epoch is best.</param>
    public ModelRecovery(RunContext run, PruningData data, CandidateJudge judge)
    {
        (this.run, this.judge) = (run, judge);
        var steps = run.Options.Recovery;
        Repairs = steps.HasFlag(RecoverySteps.Linear);
        var masks = Repairs ? PaddingMasks.Find(data.Measured, run.Options.Mask) : [];
        quick = new SeamFitter(run, data.Measured.Spread(QuicklyFittedOn), masks);
        thorough = new SeamFitter(run, data.Measured, masks);
        training = new TrainedRecovery(run, data.Calibrate, judge);
        statistics = new StatisticsRecovery(run, data.Measured);

        // Finetune leads away from the original, and what is frozen keeps its statistics.
        imitates = steps != RecoverySteps.None && !steps.HasFlag(RecoverySteps.Finetune) && !(run.Options.Freeze && training.IsChosen);
    }

    /// <summary>Whether a removed run is repaired by an affine map.</summary>
    public bool Repairs { get; }

    /// <summary>Whether there is training.</summary>
    public bool Trains => training.IsChosen;

    /// <summary>How long all recoveries took so far.</summary>
    public double Seconds { get; private set; }

    /// <summary>The candidate with its new seams repaired, on a part of the calibration data: to be compared with others.</summary>
    public Candidate RepairQuickly(Candidate candidate) => Timed(() => Repairs ? LinearRecovery.RepairQuickly(candidate, quick) : candidate);

    /// <summary>The candidate repaired on all of the calibration data, and trained.</summary>
    public Candidate Recover(Candidate candidate) => Timed(() =>
    {
        var repaired = Repairs ? LinearRecovery.Repair(candidate, thorough, Distance) : candidate;
        var trained = Trains ? training.Train(repaired) : repaired;
        return imitates ? statistics.Reestimate(trained, Distance) : trained;
    });

    private double Distance(Candidate candidate) => judge.Compare(candidate.Model.Write(candidate)).Value;

    private Candidate Timed(Func<Candidate> recover)
    {
        var start = run.Clock.GetTimestamp();
        var recovered = recover();
        Seconds += run.Seconds(start);
        return recovered;
    }
}
