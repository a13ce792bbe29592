using System.Collections.Immutable;
using MPruner.Core.Formats;
using MPruner.Core.Ports;
using MPruner.ScriptModels.Ports;
using MPruner.Torch;

namespace MPruner.EndToEnd.Tests;

/// <summary>libtorch, with every call recorded.</summary>
internal sealed class ListeningEngine : IModelEngine
{
    private readonly TorchEngine engine = new();

    /// <summary>One call of a loaded model.</summary>
    public sealed record Call(int Model, string Method, IReadOnlyList<NumericArray> Inputs);

    public string Identity => engine.Identity;

    /// <summary>Every call in order.</summary>
    public List<Call> Calls { get; } = [];

    /// <summary>How many models were loaded.</summary>
    public int Models { get; private set; }

    public IModelSession Load(ReadOnlyMemory<byte> archive, SessionOptions options) =>
        new Session(this, Models++, engine.Load(archive, options));

    private sealed class Session(ListeningEngine listener, int model, IModelSession session) : IModelSession
    {
        public ImmutableArray<NumericArray> Invoke(string method, IReadOnlyList<NumericArray> inputs)
        {
            listener.Calls.Add(new(model, method, inputs));
            return session.Invoke(method, inputs);
        }

        public void Invoke(string method, IReadOnlyList<NumericArray> inputs, Action<ImmutableArray<NumericArray>> look)
        {
            listener.Calls.Add(new(model, method, inputs));
            session.Invoke(method, inputs, look);
        }

        public void Dispose() => session.Dispose();
    }
}
