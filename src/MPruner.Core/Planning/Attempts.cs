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
        made.Add(new Attempt(recovered, file, estimate, IsLarger(recovered.Model, file) ?? judge.Judge(file, stage)));
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

    /// <summary>The rejection of a candidate that is not smaller than the original; null if it is smaller.</summary>
    private static GuardDecision? IsLarger(IPrunableModel model, ReadOnlyMemory<byte> file)
    {
        var original = (model.Origin ?? model).File.Length;
        return file.Length < original
            ? null
            : new(null, $"rejected: its file has {file.Length} bytes, not fewer than the original's {original}", []);
    }
}
