using MPruner.Core.Acceptance;
using MPruner.Core.Examples;
using MPruner.Core.Fitting;
using MPruner.Core.Formats;
using MPruner.Core.Training;

namespace MPruner.Core.Planning;

/// <summary>Repairs and trains candidates according to the options.</summary>
internal sealed class ModelRecovery
{
    /// <summary>The number of examples for repairing trials, which are only compared with each other.</summary>
    private const int QuicklyFittedOn = 256;

    private readonly RunContext run;
    private readonly SeamFitter quick;
    private readonly SeamFitter thorough;
    private readonly TrainedRecovery training;
    private readonly StatisticsRecovery statistics;
    private readonly CandidateJudge judge;
    private readonly bool imitates;

    /// <param name="run">The bench and the recovery steps.</param>
    /// <param name="data">The data for fitting and training.</param>
    /// <param name="judge">Finds the candidate nearest to the original, and the best epoch.</param>
    public ModelRecovery(RunContext run, PruningData data, CandidateJudge judge)
    {
        (this.run, this.judge) = (run, judge);
        var steps = run.Options.Recovery;
        Repairs = steps.HasFlag(RecoverySteps.Linear);
        LearnsLabels = steps.HasFlag(RecoverySteps.Finetune);
        var masks = Repairs ? PaddingMasks.Find(data.Measured, run.Options.Mask) : [];
        quick = new SeamFitter(run, data.Measured.Spread(QuicklyFittedOn), masks);
        thorough = new SeamFitter(run, data.Measured, masks);
        training = new TrainedRecovery(run, data.Calibrate, judge);
        statistics = new StatisticsRecovery(run, data.Measured);

        // Fine-tuning increases the distance from the original, and frozen layers keep their statistics.
        imitates = steps != RecoverySteps.None && !LearnsLabels && !(run.Options.Freeze && training.IsChosen);
    }

    /// <summary>Whether seams are repaired.</summary>
    public bool Repairs { get; }

    /// <summary>Whether candidates are trained.</summary>
    public bool Trains => training.IsChosen;

    /// <summary>Whether candidates are trained on labels.</summary>
    public bool LearnsLabels { get; }

    /// <summary>The time that all recoveries took so far, in seconds.</summary>
    public double Seconds { get; private set; }

    /// <summary>The trial with its new seams repaired, fitted on part of the calibration data.</summary>
    public Candidate RepairQuickly(Candidate candidate) =>
        Timed(() => Repairs ? LinearRecovery.RepairQuickly(candidate, quick) : candidate);

    /// <summary>
    /// The candidate with all seams repaired, fitted on all of the measured calibration data, and trained. A narrowed candidate is opened
    /// as a model, whose blocks are refitted.
    /// </summary>
    public Candidate Recover(Candidate candidate) => Timed(() =>
    {
        var repaired = Repaired(candidate);
        var trained = Trains ? training.Train(repaired) : repaired;
        return imitates ? statistics.Reestimate(trained, Distance) : trained;
    });

    /// <summary>The candidate as <see cref="Recover"/> leaves it, but without training.</summary>
    public Candidate Repair(Candidate candidate) => Timed(() => Repaired(candidate));

    private Candidate Repaired(Candidate candidate)
    {
        if (candidate.Narrowed.IsEmpty)
        {
            return Repairs ? LinearRecovery.Repair(candidate, thorough, Distance) : candidate;
        }

        var original = candidate.Model.Origin ?? candidate.Model;
        var narrow = new Candidate(original.Reopen(candidate, candidate.Model.Write(candidate)), []);
        var changed = candidate.Narrowed.Values.Select(narrowing => narrowing.Dimension.Block.Path).ToHashSet();
        return Repairs ? LinearRecovery.Refit((narrow, changed), thorough, Distance) : narrow;
    }

    private double Distance(Candidate candidate) => judge.Outputs.Compare(candidate.Model.Write(candidate)).Value;

    private Candidate Timed(Func<Candidate> recover)
    {
        var start = run.Clock.GetTimestamp();
        var recovered = recover();
        Seconds += run.Seconds(start);
        return recovered;
    }
}
