using System.Collections.Immutable;
using MPruner.Core.Formats;
using MPruner.Core.Ports;
using MPruner.ScriptModels.Models;
using MPruner.ScriptModels.Ports;
using MPruner.ScriptModels.Results;
using MPruner.ScriptModels.Running;

namespace MPruner.ScriptModels.Sharing;

/// <summary>One loaded trial.</summary>
internal interface ITrial : IDisposable
{
    /// <summary>Computes its first output.</summary>
    /// <param name="inputs">The arguments of <c>forward</c>.</param>
    /// <param name="streams">The streams that the shared part of all trials computed from them.</param>
    NumericArray Run(ImmutableArray<NumericArray> inputs, ImmutableArray<NumericArray> streams);
}

/// <summary>A trial that runs completely.</summary>
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

/// <summary>A trial that runs only from where it differs from the model.</summary>
/// <param name="session">The rest of its program; disposed with this object.</param>
/// <param name="kept">The indices of the streams that it reads.</param>
internal sealed class RestOfTrial(IModelSession session, ImmutableArray<int> kept) : ITrial
{
    /// <inheritdoc/>
    public NumericArray Run(ImmutableArray<NumericArray> inputs, ImmutableArray<NumericArray> streams) =>
        session.Invoke(SharedPrefix.RestMethod, [.. inputs, .. kept.Select(i => streams[i])])[0];

    /// <inheritdoc/>
    public void Dispose() => session.Dispose();
}
