using MPruner.Core;
using MPruner.Core.Formats;
using MPruner.ScriptModels.Ports;
using MPruner.Torch.Natives;

namespace MPruner.Torch;

/// <summary>Runs models with TorchSharp.</summary>
public sealed class TorchEngine : IModelEngine
{
    /// <summary>
    /// What results depend on: <c>libtorch</c>, its version, and whether it convolves without oneDNN. It does not mean that libtorch can be
    /// loaded; <see cref="Start"/> checks that.
    /// </summary>
    public string Identity =>
        StartedEngine.Current?.Convolutions is null or ConvolutionState.OneDnn ? Name : $"{Name} without oneDNN";

    /// <summary><c>libtorch</c> and its version.</summary>
    internal static string Name => "libtorch " + PinnedVersions.LibTorch;

    /// <summary>Finds and loads the native libraries. Must be called before anything else; further calls in a process do nothing.</summary>
    /// <exception cref="PrunerException">
    /// <c>MPR3001</c>: no libtorch was found. <c>MPR3009</c>: the libtorch that the user names has another version. <c>MPR3010</c>: this
    /// system's libstdc++ is too old.
    /// </exception>
    public static StartedEngine Start(EngineSetup setup)
    {
        ArgumentNullException.ThrowIfNull(setup);
        return StartedEngine.Start(setup);
    }

    /// <inheritdoc />
    public IModelSession Load(ReadOnlyMemory<byte> archive, SessionOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var module = LoadedModule.Load(archive, options);
        module.Script.eval();
        return new TorchSession(module, options.Threads);
    }
}
