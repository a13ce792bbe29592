using System.Collections.Immutable;
using MPruner.Core.Formats;
using MPruner.Core.Ports;

namespace MPruner.Onnx.Ports;

/// <summary>Runs ONNX models. The implementation owns all tensors; only plain arrays cross this interface.</summary>
public interface IGraphEngine
{
    /// <summary>The engine's name and version, which are part of every cache key and report: <c>ONNX Runtime 1.31.1</c>.</summary>
    string Identity { get; }

    /// <summary>Loads a model.</summary>
    /// <param name="file">The file's bytes.</param>
    /// <param name="options">Threads and device.</param>
    /// <exception cref="Core.PrunerException"><c>MPR3xxx</c>: the engine cannot load the file; the message contains its reason.</exception>
    IGraphSession Load(ReadOnlyMemory<byte> file, SessionOptions options);
}

/// <summary>A loaded model.</summary>
public interface IGraphSession : IDisposable
{
    /// <summary>Computes all outputs.</summary>
    /// <param name="inputs">The inputs by name.</param>
    /// <param name="look">Receives the outputs in the model's order. Their data are valid until this delegate returns.</param>
    /// <exception cref="Core.PrunerException">
    /// <c>MPR3xxx</c>: the engine refused the inputs; the message contains its reason.
    /// </exception>
    void Run(IReadOnlyList<NamedArray> inputs, Action<ImmutableArray<NumericArray>> look);
}
