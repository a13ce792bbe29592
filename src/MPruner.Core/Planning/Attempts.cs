using System.Collections.Immutable;
using MPruner.Core.Acceptance;
using MPruner.Core.Instrumentation;
using MPruner.Core.Recovery;

namespace MPruner.Core.Planning;

/// <summary>Recovers candidates and puts them before the guard: on the tuning split, and whatever that lets through on the accept split, too. Keeps what has to be reported.</summary>
/// <param name="recovery">Mends and trains candidates.</param>
/// <param name="judge">Scores them.</param>
internal sealed class Attempts(ModelRecovery recovery, CandidateJudge judge)
{
    private readonly List<Verdict> verdicts = [];

    /// <summary>Every attempt in order.</summary>
    public ImmutableArray<Verdict> Verdicts => [.. verdicts];

    /// <summary>The last one that both splits accepted, to which later ones are rolled back; null where there is none.</summary>
    public Attempt? Best { get; private set; }

    /// <summary>Attempts a removal.</summary>
    /// <param name="candidate">The model without some blocks.</param>
    /// <param name="before">The same with those that were known to be dispensable; the verdict is about the others.</param>
    /// <param name="measurements">The chains as they were measured.</param>
    /// <param name="stage">The stage's name for whoever waits.</param>
    public Attempt Try(Candidate candidate, Candidate before, ImmutableArray<ChainMeasurement> measurements, string stage)
    {
        var program = recovery.Recover(candidate);
        var file = program.Write();
        var decision = judge.Judge(file, stage);
        var attempt = new Attempt(candidate.Missing, program, file, decision.Accepted ? judge.Accept(file) : decision);
        verdicts.Add(attempt.ToVerdict(measurements, candidate.Removed, before.Removed));
        if (attempt.Decision.Accepted)
        {
            Best = attempt;
        }

        return attempt;
    }
}
