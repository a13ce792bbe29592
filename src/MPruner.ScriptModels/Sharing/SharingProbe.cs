using MPruner.Core;
using MPruner.Core.Formats;
using MPruner.ScriptModels.Models;
using MPruner.ScriptModels.Running;

namespace MPruner.ScriptModels.Sharing;

/// <summary>
/// Tests whether running a trial from a block on gives exactly the same bits as running
/// all of it. It does not if code outside the blocks reads values of the skipped blocks.
/// </summary>
internal sealed class SharingProbe
{
    private readonly Dictionary<(ScriptModel Model, Block From), bool> isExact = [];

    /// <summary>The prefix that a trial shares with its family's model; null if sharing is not exact.</summary>
    public SharedPrefix? Find(ProgramLoader loader, TrialFamily family, CandidateProgram trial)
    {
        if (SharedPrefix.Of(family.Model, trial) is not { } prefix)
        {
            return null;
        }

        var key = (trial.Model, prefix.From);
        if (!isExact.TryGetValue(key, out var known))
        {
            isExact[key] = known = Probe(loader, family, trial, prefix);
        }

        return known ? prefix : null;
    }

    private static bool Probe(ProgramLoader loader, TrialFamily family, CandidateProgram trial, SharedPrefix prefix)
    {
        try
        {
            using var whole = new WholeTrial(loader, trial);
            var expected = whole.Run(family.Probe, []);
            var (program, kept) = SharedPrefix.Front(family.Model, [prefix], family.Inputs);
            using var front = loader.Load(program);
            using var rest = new RestOfTrial(loader.Load(prefix.Rest(trial, family.Inputs)), kept[0]);
            var found = rest.Run(family.Probe, front.Invoke(SharedPrefix.StreamsMethod, family.Probe));
            return found.Data.Span.SequenceEqual(expected.Data.Span);
        }
        catch (EngineRefusedException)
        {
            return false;
        }
    }
}
