using System.Collections.Immutable;
using MPruner.Core;
using MPruner.Core.Formats;
using MPruner.Core.Ports;

namespace MPruner.ScriptModels.Ports;

/// <summary>Runs models. The implementation owns all tensors; only plain arrays cross this interface.</summary>
public interface IModelEngine
{
    /// <summary>The engine's name and version, which are part of every cache key and report: <c>libtorch 2.10.0</c>.</summary>
    string Identity { get; }

    /// <summary>Loads a TorchScript file in evaluation mode.</summary>
    /// <param name="archive">The file's bytes.</param>
    /// <param name="options">Threads and device.</param>
    /// <exception cref="PrunerException"><c>MPR3xxx</c>: the engine cannot load the file; the message contains its reason.</exception>
    IModelSession Load(ReadOnlyMemory<byte> archive, SessionOptions options);
}

/// <summary>A loaded model.</summary>
public interface IModelSession : IDisposable
{
    /// <summary>Calls a method of the root module without recording gradients.</summary>
    /// <param name="method"><c>forward</c>, or another method of the root's class.</param>
    /// <param name="inputs">The arguments after the receiver, in order.</param>
    /// <returns>
    /// Every tensor that the method returned, in order. The method has to return a tensor or a list of tensors;
    /// for a <c>forward</c> that returns anything else, the program gets a method that converts the result.
    /// </returns>
    /// <exception cref="PrunerException">
    /// <c>MPR3xxx</c>: the engine refused the call; the message names the
    /// method, the types and shapes of the arguments, and the engine's reason.
    /// </exception>
    ImmutableArray<NumericArray> Invoke(string method, IReadOnlyList<NumericArray> inputs);

    /// <summary>The same for results that are only read: nothing is copied, so a large result leaves no garbage.</summary>
    /// <param name="method"><c>forward</c>, or another method of the root's class.</param>
    /// <param name="inputs">The arguments after the receiver, in order.</param>
    /// <param name="look">Receives every tensor that the method returned. Their data are valid until this delegate returns.</param>
    /// <exception cref="PrunerException"><c>MPR3xxx</c>: the engine refused the call.</exception>
    void Invoke(string method, IReadOnlyList<NumericArray> inputs, Action<ImmutableArray<NumericArray>> look)
    {
        ArgumentNullException.ThrowIfNull(look);
        look(Invoke(method, inputs));
    }
}
