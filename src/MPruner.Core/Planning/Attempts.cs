using System.Collections.Immutable;
using MPruner.Core.Acceptance;
using MPruner.Core.Formats;
using MPruner.Core.Measuring;
using MPruner.Core.Reports;

namespace MPruner.Core.Planning;

/// <summary>Recovers candidates and puts them before the guard; keeps what has to be reported, and the best.</summary>
/// <param name="run">The limit.</param>
/// <param name="recovery">Repairs and trains candidates.</param>
/// <param name="judge">Scores them.</param>
internal sealed class Attempts(RunContext run, ModelRecovery recovery, CandidateJudge judge)
{
    private readonly List<Attempt> made = [];

    /// <summary>Every attempt in order.</summary>
    public ImmutableArray<Verdict> Verdicts => [.. made.Select(a => a.Verdict)];

    /// <summary>The last one that the accept split accepted, to which later ones are rolled back; null where there is none.</summary>
    public Attempt? Best { get; private set; }

    /// <summary>What the best one has removed; nothing where there is none.</summary>
    public ImmutableArray<string> Removed => Best?.Candidate.Missing ?? [];

    /// <summary>The guard's warnings about the best one.</summary>
    public ImmutableArray<Diagnostic> Warnings => Best?.Decision.Warnings ?? [];

    /// <summary>The largest drop that is accepted.</summary>
    public double Limit => run.Options.MaxDrop;

    /// <summary>Attempts a removal, as far as the tuning split.</summary>
    /// <param name="candidate">The model without some blocks.</param>
    /// <param name="before">The same with those that were known to be dispensable; the verdict is about the others.</param>
    /// <param name="measurements">The chains as they were measured.</param>
    /// <param name="stage">The stage's name for whoever waits.</param>
    public Attempt Try(Candidate candidate, Candidate before, ImmutableArray<ChainMeasurement> measurements, string stage)
    {
        var recovered = recovery.Recover(candidate);
        var file = recovered.Model.Write(recovered);
        made.Add(new Attempt(recovered, file, Attempt.EstimateOf(measurements, candidate.Removed, before.Removed), judge.Judge(file, stage)));
        return made[^1];
    }

    /// <summary>Puts what the tuning split accepted before the accept split.</summary>
    /// <returns>The attempt with the last decision on it.</returns>
    public Attempt Accept(Attempt attempt)
    {
        var judged = attempt with { Decision = judge.Accept(attempt.File) };
        made[made.IndexOf(attempt)] = judged;
        Best = judged.Decision.Accepted ? judged : Best;
        return judged;
    }
}
