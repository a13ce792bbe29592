using System.Collections.Immutable;
using MPruner.Core.Ports;
using MPruner.ScriptModels.Ports;

namespace MPruner.Torch;

/// <summary>A session on a module that it does not own: disposing it does nothing. Calls can be cancelled.</summary>
internal sealed class BorrowedSession(IModelSession session, CancellationToken cancel) : IModelSession
{
    /// <inheritdoc />
    public ImmutableArray<NumericArray> Invoke(string method, IReadOnlyList<NumericArray> inputs)
    {
        cancel.ThrowIfCancellationRequested();
        return session.Invoke(method, inputs);
    }

    /// <inheritdoc />
    public void Invoke(string method, IReadOnlyList<NumericArray> inputs, Action<ImmutableArray<NumericArray>> look)
    {
        cancel.ThrowIfCancellationRequested();
        session.Invoke(method, inputs, look);
    }

    /// <inheritdoc />
    public void Dispose()
    {
    }
}
