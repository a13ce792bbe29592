using System.Collections.Immutable;
using MPruner.Core.Formats;
using MPruner.Core.Ports;
using MPruner.Onnx.Messages;
using MPruner.Onnx.Models;
using MPruner.Onnx.Ports;

namespace MPruner.Onnx.Running;

/// <summary>Loads models into the engine.</summary>
/// <param name="engine">The engine.</param>
/// <param name="options">Threads and device.</param>
internal sealed class GraphLoader(IGraphEngine engine, SessionOptions options)
{
    /// <summary>The number of threads.</summary>
    public int Threads => options.Threads;

    /// <summary>Loads a file.</summary>
    public LoadedGraph Load(ReadOnlyMemory<byte> file)
    {
        var model = Supported.Read(file);
        return Load(model, model.Graph);
    }

    /// <summary>Loads a model with another graph.</summary>
    public LoadedGraph Load(OnnxModel model, OnnxGraph graph)
    {
        var free = FreeBatch.Of(graph);
        var file = ReferenceEquals(free, model.Graph) ? model.Write() : model.With(free).Write();
        return new(engine.Load(file, options), [.. graph.RequiredInputs.Select(input => input.Name)]);
    }
}

/// <summary>A loaded model.</summary>
/// <param name="session">Runs it; disposed with this object.</param>
/// <param name="names">The names of the inputs, in the order of the arguments.</param>
internal sealed class LoadedGraph(IGraphSession session, ImmutableArray<string> names) : IRunningModel
{
    /// <inheritdoc/>
    public ImmutableArray<NumericArray> Run(IReadOnlyList<NumericArray> inputs)
    {
        var results = ImmutableArray<NumericArray>.Empty;
        Run(inputs, outputs => results = [.. outputs.Select(o => o with { Data = o.Data.ToArray() })]);
        return results;
    }

    /// <summary>Runs the model on arguments in order, without copying the results.</summary>
    /// <param name="inputs">The arguments.</param>
    /// <param name="look">Receives the outputs; their data are valid until it returns.</param>
    public void Run(IReadOnlyList<NumericArray> inputs, Action<ImmutableArray<NumericArray>> look) =>
        session.Run([.. names.Zip(inputs, (name, array) => new NamedArray(name, array))], look);

    /// <inheritdoc/>
    public void Dispose() => session.Dispose();
}
