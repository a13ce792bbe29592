using System.Collections.Immutable;
using MPruner.Core.Acceptance;
using MPruner.Core.Instrumentation;
using MPruner.Core.Recovery;

namespace MPruner.Core.Planning;

/// <summary>Recovers candidates and puts them before the guard; keeps what has to be reported, and the best.</summary>
/// <param name="recovery">Mends and trains candidates.</param>
/// <param name="judge">Scores them.</param>
internal sealed class Attempts(ModelRecovery recovery, CandidateJudge judge)
{
    private readonly List<Attempt> made = [];

    /// <summary>Every attempt in order.</summary>
    public ImmutableArray<Verdict> Verdicts => [.. made.Select(a => a.Verdict)];

    /// <summary>The last one that the accept split let through, to which later ones are rolled back; null where there is none.</summary>
    public Attempt? Best { get; private set; }

    /// <summary>Attempts a removal, as far as the tuning split.</summary>
    /// <param name="candidate">The model without some blocks.</param>
    /// <param name="before">The same with those that were known to be dispensable; the verdict is about the others.</param>
    /// <param name="measurements">The chains as they were measured.</param>
    /// <param name="stage">The stage's name for whoever waits.</param>
    public Attempt Try(Candidate candidate, Candidate before, ImmutableArray<ChainMeasurement> measurements, string stage)
    {
        var program = recovery.Recover(candidate);
        var file = program.Write();
        made.Add(new Attempt(candidate.Missing, program, file, Attempt.Foretell(measurements, candidate.Removed, before.Removed), judge.Judge(file, stage)));
        return made[^1];
    }

    /// <summary>Puts what the tuning split let through before the accept split.</summary>
    /// <returns>The attempt with the last word on it.</returns>
    public Attempt Accept(Attempt attempt)
    {
        var judged = attempt with { Decision = judge.Accept(attempt.File) };
        made[made.IndexOf(attempt)] = judged;
        Best = judged.Decision.Accepted ? judged : Best;
        return judged;
    }
}
