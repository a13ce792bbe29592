using System.Collections.Immutable;
using MPruner.Core.Acceptance;
using MPruner.Core.Formats;
using MPruner.Core.Measuring;
using MPruner.Core.Reports;

namespace MPruner.Core.Planning;

/// <summary>Recovers and judges candidates, and keeps all attempts and the best one.</summary>
/// <param name="run">The options with the limit of the drop.</param>
/// <param name="recovery">Repairs and trains candidates.</param>
/// <param name="judge">Scores candidates.</param>
internal sealed class Attempts(RunContext run, ModelRecovery recovery, CandidateJudge judge)
{
    private readonly List<Attempt> made = [];

    /// <summary>The verdicts of all attempts, in order.</summary>
    public ImmutableArray<Verdict> Verdicts => [.. made.Select(a => a.Verdict)];

    /// <summary>The verdicts of the attempts to remove blocks.</summary>
    public ImmutableArray<Verdict> Removals => [.. Verdicts.Where(v => v.Stored is null)];

    /// <summary>
    /// The last attempt that was accepted on the accept split; later attempts are rolled back to it. Null if there is none.
    /// </summary>
    public Attempt? Best { get; private set; }

    /// <summary>The paths of the blocks that the best attempt removed; empty if there is none.</summary>
    public ImmutableArray<string> Removed => Best?.Candidate.Missing ?? [];

    /// <summary>The guard's warnings about the best attempt.</summary>
    public ImmutableArray<Diagnostic> Warnings => Best?.Decision.Warnings ?? [];

    /// <summary>The largest accepted drop.</summary>
    public double Limit => run.Options.MaxDrop;

    /// <summary>Recovers a candidate and judges it on the tuning split.</summary>
    /// <param name="candidate">The candidate.</param>
    /// <param name="before">The largest known acceptable part of the removal; the verdict lists only the blocks beyond it.</param>
    /// <param name="measurements">The measurements of the chains.</param>
    /// <param name="stage">The stage's name in the progress display.</param>
    public Attempt Try(Candidate candidate, Candidate before, ImmutableArray<ChainMeasurement> measurements, string stage)
    {
        var recovered = recovery.Recover(candidate);
        var file = recovered.Model.Write(recovered);
        var estimate = Attempt.EstimateOf(measurements, candidate.Removed, before.Removed);
        var shipped = run.Options.Storage == WeightStorage.Float32 ? file : recovered.Model.Write(recovered.StoredAs(run.Options.Storage));
        made.Add(new Attempt(recovered, file, estimate, IsLarger(shipped, Original(recovered)) ?? judge.Judge(file, stage)));
        return made[^1];
    }

    /// <summary>Judges the best model so far with its weights stored in another form on the tuning split.</summary>
    public Attempt TryStored(Candidate candidate)
    {
        var file = candidate.Model.Write(candidate);
        var estimate = new Verdict([], null, null, null, "") { Stored = candidate.Stored };
        var larger = IsLarger(file, Best?.File ?? Original(candidate)) ?? IsLarger(file, Original(candidate));
        made.Add(new Attempt(candidate, file, estimate, larger ?? judge.Judge(file, $"Checking {candidate.Stored!.Form}")));
        return made[^1];
    }

    /// <summary>Judges an attempt that the tuning split accepted on the accept split.</summary>
    /// <returns>The attempt with the final decision.</returns>
    public Attempt Accept(Attempt attempt)
    {
        var judged = attempt with { Decision = judge.Accept(attempt.File) };
        made[made.IndexOf(attempt)] = judged;
        Best = judged.Decision.Accepted ? judged : Best;
        return judged;
    }

    private static ReadOnlyMemory<byte> Original(Candidate candidate) => (candidate.Model.Origin ?? candidate.Model).File;

    /// <summary>The rejection of a candidate whose file is not smaller than another; null if it is smaller.</summary>
    private static GuardDecision? IsLarger(ReadOnlyMemory<byte> file, ReadOnlyMemory<byte> than) => file.Length < than.Length
        ? null
        : new(null, $"rejected: its file has {file.Length} bytes, not fewer than the original's {than.Length}", []);
}
