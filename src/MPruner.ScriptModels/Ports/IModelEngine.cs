using System.Collections.Immutable;
using MPruner.Core;
using MPruner.Core.Formats;
using MPruner.Core.Ports;

namespace MPruner.ScriptModels.Ports;

/// <summary>What runs a model. The adapter behind it owns every tensor; only plain arrays cross.</summary>
public interface IModelEngine
{
    /// <summary>The engine's name and version, part of every cache key and report: <c>libtorch 1.13.1</c>.</summary>
    string Identity { get; }

    /// <summary>Loads a TorchScript file in evaluation mode.</summary>
    /// <param name="archive">The file's bytes.</param>
    /// <param name="options">Threads and device.</param>
    /// <exception cref="PrunerException"><c>MPR3xxx</c>: the engine cannot load the file; the message holds its reason.</exception>
    IModelSession Load(ReadOnlyMemory<byte> archive, SessionOptions options);
}

/// <summary>A loaded model.</summary>
public interface IModelSession : IDisposable
{
    /// <summary>Calls a method of the root module without recording gradients.</summary>
    /// <param name="method"><c>forward</c>, or another method of the root's class.</param>
    /// <param name="inputs">The arguments after the receiver, in order.</param>
    /// <returns>Every tensor that the method returned, in order. Asked are methods that return a tensor or a list of tensors: what else a model's <c>forward</c> returns is made one inside the program.</returns>
    /// <exception cref="PrunerException"><c>MPR3xxx</c>: the engine refused the call; the message names method, arguments' types and shapes, and the engine's reason.</exception>
    ImmutableArray<NumericArray> Invoke(string method, IReadOnlyList<NumericArray> inputs);

    /// <summary>The same for results that are only looked at: nothing is copied, so a large result leaves no garbage.</summary>
    /// <param name="method"><c>forward</c>, or another method of the root's class.</param>
    /// <param name="inputs">The arguments after the receiver, in order.</param>
    /// <param name="look">Is given every tensor that the method returned; their data are valid until it returns.</param>
    /// <exception cref="PrunerException"><c>MPR3xxx</c>: the engine refused the call.</exception>
    void Invoke(string method, IReadOnlyList<NumericArray> inputs, Action<ImmutableArray<NumericArray>> look)
    {
        ArgumentNullException.ThrowIfNull(look);
        look(Invoke(method, inputs));
    }
}
