using System.Collections.Immutable;
using MPruner.Core.Formats;
using MPruner.Core.Ports;
using MPruner.ScriptModels.Models;
using MPruner.ScriptModels.Ports;
using MPruner.ScriptModels.Running;

namespace MPruner.ScriptModels.Sharing;

/// <summary>
/// Trials of a model. The prefix that they share with it runs once per batch, and each trial runs only from where it differs.
/// </summary>
internal sealed class TrialRun : ITrialRun
{
    private readonly IModelSession front;
    private readonly ImmutableArray<ITrial> trials;

    private TrialRun(IModelSession front, ImmutableArray<ITrial> trials) => (this.front, this.trials) = (front, trials);

    /// <summary>Loads the trials; null if none of them shares a prefix.</summary>
    /// <param name="loader">Loads the programs.</param>
    /// <param name="sharing">Tests whether sharing is exact.</param>
    /// <param name="family">The trials.</param>
    public static TrialRun? Open(ProgramLoader loader, SharingProbe sharing, TrialFamily family)
    {
        var shared = family.Trials.Select(trial => sharing.Find(loader, family, trial)).ToList();
        ImmutableArray<SharedPrefix> prefixes = [.. shared.OfType<SharedPrefix>()];
        if (prefixes.IsEmpty)
        {
            return null;
        }

        var (program, kept) = SharedPrefix.Front(family.Model, prefixes, family.Inputs);
        var front = loader.Load(program);
        var loaded = new List<ITrial>();
        try
        {
            foreach (var (trial, prefix) in family.Trials.Zip(shared))
            {
                loaded.Add(prefix is null
                    ? new WholeTrial(loader, trial)
                    : new RestOfTrial(loader.Load(prefix.Rest(trial, family.Inputs)), kept[prefixes.IndexOf(prefix)]));
            }
        }
        catch
        {
            loaded.ForEach(trial => trial.Dispose());
            front.Dispose();
            throw;
        }

        return new TrialRun(front, [.. loaded]);
    }

    /// <inheritdoc/>
    public IEnumerable<NumericArray> Run(ImmutableArray<NumericArray> inputs)
    {
        var streams = front.Invoke(SharedPrefix.StreamsMethod, inputs);
        return trials.Select(trial => trial.Run(inputs, streams));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var trial in trials)
        {
            trial.Dispose();
        }

        front.Dispose();
    }
}

/// <summary>Trials that are compared with each other.</summary>
/// <param name="Model">The candidate from which they are made.</param>
/// <param name="Trials">The same candidate, each time with one more block removed or one inner dimension narrowed.</param>
/// <param name="Probe">A few examples, on which sharing is tested.</param>
internal sealed record TrialFamily(CandidateProgram Model, ImmutableArray<CandidateProgram> Trials, ImmutableArray<NumericArray> Probe)
{
    /// <summary>The number of arguments that are passed.</summary>
    public int Inputs => Probe.Length;
}
