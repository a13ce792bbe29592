using System.Collections.Immutable;
using MPruner.Core.Acceptance;
using MPruner.Core.Chains;
using MPruner.Core.Examples;
using MPruner.Core.Ports;
using MPruner.Core.Results;
using MPruner.TorchScript.Programs;

namespace MPruner.Core.Recovery;

/// <summary>Compares candidates that have one block less each than a model: what they share with it runs once a batch, and each of them only from its seam on.</summary>
/// <param name="engine">Runs the models.</param>
/// <param name="judge">Compares outputs.</param>
/// <param name="examples">A few of them show whether sharing is exact.</param>
/// <param name="session">Threads and device.</param>
internal sealed class TrialRuns(IModelEngine engine, CandidateJudge judge, BoundExamples examples, SessionOptions session)
{
    private const int Probed = 4;

    /// <summary>Whether what runs from a block on gives the very bits of the whole. Where code outside the blocks reads what is spared, it does not.</summary>
    private readonly Dictionary<Block, bool> isExact = [];

    /// <summary>How far each trial is from the original.</summary>
    /// <param name="model">The candidate that they start from.</param>
    /// <param name="trials">The same with one more block missing.</param>
    public ImmutableArray<Nearness> Compare(Candidate model, IReadOnlyList<Candidate> trials)
    {
        var shared = trials.Select(trial => SharedPrefix.Of(model, trial) is { } prefix && IsExact(model, trial, prefix) ? prefix : null).ToList();
        ImmutableArray<SharedPrefix> prefixes = [.. shared.OfType<SharedPrefix>()];
        if (prefixes.IsEmpty)
        {
            return [.. trials.Select(trial => judge.Compare(trial.ToProgram().Write()))];
        }

        var (program, kept) = SharedPrefix.Showing(model, prefixes, examples.Parameters.Length);
        using var front = Load(program);
        var sessions = new List<IModelSession>();
        try
        {
            sessions.AddRange(trials.Zip(shared, (trial, prefix) => prefix is null ? Whole(trial) : Load(prefix.Rest(trial, examples.Parameters.Length))));
            return judge.Compare(trials.Count, read =>
            {
                var streams = front.Invoke(SharedPrefix.StreamsMethod, read);
                return sessions.Zip(shared, (session, prefix) => prefix is null
                    ? session.Invoke("forward", read)[0]
                    : Rest(session, read, streams, kept[prefixes.IndexOf(prefix)]));
            });
        }
        finally
        {
            sessions.ForEach(s => s.Dispose());
        }
    }

    private bool IsExact(Candidate model, Candidate trial, SharedPrefix prefix)
    {
        if (!isExact.TryGetValue(prefix.From, out var known))
        {
            isExact[prefix.From] = known = Probe(model, trial, prefix);
        }

        return known;
    }

    private bool Probe(Candidate model, Candidate trial, SharedPrefix prefix)
    {
        var read = examples.Read(0, Math.Min(Probed, examples.Count));
        try
        {
            using var whole = Whole(trial);
            var expected = whole.Invoke("forward", read)[0];
            var (program, kept) = SharedPrefix.Showing(model, [prefix], examples.Parameters.Length);
            using var front = Load(program);
            using var rest = Load(prefix.Rest(trial, examples.Parameters.Length));
            return Rest(rest, read, front.Invoke(SharedPrefix.StreamsMethod, read), kept[0]).Data.Span.SequenceEqual(expected.Data.Span);
        }
        catch (PrunerException refused) when (refused.Code.StartsWith("MPR30", StringComparison.Ordinal))
        {
            return false;
        }
    }

    private static NumericArray Rest(IModelSession session, ImmutableArray<NumericArray> read, ImmutableArray<NumericArray> streams, ImmutableArray<int> kept) =>
        session.Invoke(SharedPrefix.RestMethod, [.. read, .. kept.Select(i => streams[i])])[0];

    private IModelSession Whole(Candidate trial) => EngineModel.Of(trial.ToProgram()).Load(engine, session);

    private IModelSession Load(ScriptProgram program) => engine.Load(program.Write(), session);
}
