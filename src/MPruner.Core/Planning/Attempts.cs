using System.Collections.Immutable;
using MPruner.Core.Acceptance;
using MPruner.Core.Formats;
using MPruner.Core.Reports;

namespace MPruner.Core.Planning;

/// <summary>Recovers and judges candidates, and keeps all attempts and the best one.</summary>
/// <param name="run">The options with the limit of the drop.</param>
/// <param name="recovery">Repairs and trains candidates.</param>
/// <param name="judge">Scores candidates.</param>
/// <param name="storage">How the files store weights.</param>
internal sealed class Attempts(RunContext run, ModelRecovery recovery, CandidateJudge judge, StorageChoice storage)
{
    private readonly List<Attempt> made = [];

    /// <summary>The verdicts of all attempts, in order.</summary>
    public ImmutableArray<Verdict> Verdicts => [.. made.Select(a => a.Verdict)];

    /// <summary>The verdicts of the attempts to remove blocks or units.</summary>
    public ImmutableArray<Verdict> Removals => [.. Verdicts.Where(v => v.Stored is null)];

    /// <summary>Whether blocks or units were attempted, and no file is smaller than the one that it was made from.</summary>
    public bool AreAllLarger => !Removals.IsEmpty && made.TrueForAll(a => a.IsLarger || a.Verdict.Stored is not null);

    /// <summary>
    /// The last attempt that was accepted on the accept split; later attempts are rolled back to it. Null if there is none.
    /// </summary>
    public Attempt? Best { get; private set; }

    /// <summary>The paths of the blocks that the best attempt removed; empty if there is none.</summary>
    public ImmutableArray<string> Removed => Best?.Candidate.Missing ?? [];

    /// <summary>The guard's warnings about the best attempt.</summary>
    public ImmutableArray<Diagnostic> Warnings => Best?.Decision.Warnings ?? [];

    /// <summary>The inner dimensions that the best attempt narrowed; empty if there is none, or if it only removed blocks.</summary>
    public ImmutableArray<NarrowedDimension> Narrowed { get; private set; } = [];

    /// <summary>The largest accepted drop.</summary>
    public double Limit => run.Options.MaxDrop;

    /// <summary>The metric of all decisions.</summary>
    public QualityMetric Metric => judge.Metric;

    /// <summary>
    /// The upper bound of an attempt's drop at the confidence that the next candidate needs on both splits, but at least so many standard
    /// errors beyond the mean. Null if the drop was not measured.
    /// </summary>
    /// <param name="attempt">An attempt that the tuning split judged.</param>
    /// <param name="reserve">The standard errors: the accept split has an error of its own.</param>
    public double? NextBound(Attempt attempt, double reserve) =>
        Bound(attempt, Math.Max(reserve, Math.Max(judge.NextOnTune, judge.NextOnAccept)));

    /// <summary>
    /// The upper bound of an attempt's drop at the confidence that the next candidate needs on the accept split. Null if the drop was not
    /// measured.
    /// </summary>
    /// <param name="attempt">An attempt that the accept split judged.</param>
    public double? NextFinalBound(Attempt attempt) => Bound(attempt, judge.NextOnAccept);

    /// <summary>Recovers a candidate and judges it, as the file that would be shipped, on the tuning split.</summary>
    /// <param name="candidate">The candidate.</param>
    /// <param name="estimate">What the verdict says about the candidate besides the guard's decision.</param>
    /// <param name="stage">The stage's name in the progress display.</param>
    public Attempt Try(Candidate candidate, Verdict estimate, string stage)
    {
        var recovered = recovery.Recover(candidate);
        var exact = recovered.Model.Write(recovered);
        var shipped = storage.Shipped(recovered);
        var file = shipped.Stored is null ? exact : shipped.Model.Write(shipped);
        var larger = IsLarger(file, Original(recovered)) ?? IsLarger(exact, candidate.Model.File);
        made.Add(new Attempt(shipped, file, estimate, larger ?? judge.Judge(file, stage)) { Exact = exact, IsLarger = larger is not null });
        return made[^1];
    }

    /// <summary>Judges an attempt that the tuning split accepted on the accept split.</summary>
    /// <returns>The attempt with the final decision.</returns>
    public Attempt Accept(Attempt attempt)
    {
        var judged = attempt with { Decision = judge.Accept(attempt.File) };
        made[made.IndexOf(attempt)] = judged;
        if (judged.Decision.Accepted)
        {
            (Best, Narrowed) = (judged, judged.Estimate.Narrowed);
        }

        return judged;
    }

    /// <summary>Judges the original with its weights stored in another form, on both splits.</summary>
    public Attempt TryStored(Candidate candidate)
    {
        var file = candidate.Model.Write(candidate);
        var estimate = new Verdict([], null, null, null, "") { Stored = candidate.Stored };
        var decision = IsLarger(file, candidate.Model.File) ?? judge.Judge(file, $"Checking {candidate.Stored!.Form}");
        made.Add(new Attempt(candidate, file, estimate, decision) { Exact = candidate.Model.File });
        return decision.Accepted ? Accept(made[^1]) : made[^1];
    }

    private static double? Bound(Attempt attempt, double errors) =>
        attempt.Decision.Drop is { } drop ? drop.Mean + (errors * drop.Error) : null;

    private static ReadOnlyMemory<byte> Original(Candidate candidate) => (candidate.Model.Origin ?? candidate.Model).File;

    /// <summary>The rejection of a candidate whose file is not smaller than one it was made from; null if it is smaller.</summary>
    private static GuardDecision? IsLarger(ReadOnlyMemory<byte> file, ReadOnlyMemory<byte> than) => file.Length < than.Length
        ? null
        : new(null, $"rejected: its file has {file.Length} bytes, not fewer than the {than.Length} before", []);
}
