using System.Collections.Immutable;
using MPruner.Core.Ports;

namespace MPruner.Core.Results;

/// <summary>A loaded model whose <c>forward</c> stands for the method that returns its tensors.</summary>
/// <param name="session">The model.</param>
/// <param name="forward">That method.</param>
internal sealed class ForwardSession(IModelSession session, string forward) : IModelSession
{
    /// <inheritdoc/>
    public ImmutableArray<NumericArray> Invoke(string method, IReadOnlyList<NumericArray> inputs) => session.Invoke(Own(method), inputs);

    /// <inheritdoc/>
    public void Invoke(string method, IReadOnlyList<NumericArray> inputs, Action<ImmutableArray<NumericArray>> look) => session.Invoke(Own(method), inputs, look);

    /// <inheritdoc/>
    public void Dispose() => session.Dispose();

    private string Own(string called) => called == "forward" ? forward : called;
}
