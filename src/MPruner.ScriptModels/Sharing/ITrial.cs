using System.Collections.Immutable;
using MPruner.Core.Formats;
using MPruner.Core.Ports;
using MPruner.ScriptModels.Models;
using MPruner.ScriptModels.Ports;
using MPruner.ScriptModels.Results;
using MPruner.ScriptModels.Running;

namespace MPruner.ScriptModels.Sharing;

/// <summary>One loaded candidate.</summary>
internal interface ITrial : IDisposable
{
    /// <summary>Its first output.</summary>
    /// <param name="inputs">The arguments of <c>forward</c>.</param>
    /// <param name="streams">What the shared part of all candidates computed from them.</param>
    NumericArray Run(ImmutableArray<NumericArray> inputs, ImmutableArray<NumericArray> streams);
}

/// <summary>A candidate that runs whole.</summary>
/// <param name="loader">Loads it.</param>
/// <param name="trial">The candidate.</param>
internal sealed class WholeTrial(ProgramLoader loader, CandidateProgram trial) : ITrial
{
    private readonly IRunningModel model = loader.Run(EngineModel.Of(trial.ToProgram()));

    /// <inheritdoc/>
    public NumericArray Run(ImmutableArray<NumericArray> inputs, ImmutableArray<NumericArray> streams) => model.Run(inputs)[0];

    /// <inheritdoc/>
    public void Dispose() => model.Dispose();
}

/// <summary>A candidate from its seam on.</summary>
/// <param name="session">The rest of its program; disposed with it.</param>
/// <param name="kept">Which of the streams it reads.</param>
internal sealed class RestOfTrial(IModelSession session, ImmutableArray<int> kept) : ITrial
{
    /// <inheritdoc/>
    public NumericArray Run(ImmutableArray<NumericArray> inputs, ImmutableArray<NumericArray> streams) =>
        session.Invoke(SharedPrefix.RestMethod, [.. inputs, .. kept.Select(i => streams[i])])[0];

    /// <inheritdoc/>
    public void Dispose() => session.Dispose();
}
