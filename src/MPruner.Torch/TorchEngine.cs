using MPruner.Core;
using MPruner.Core.Ports;
using TorchSharp;

namespace MPruner.Torch;

/// <summary>Runs models with libtorch, through TorchSharp's names.</summary>
public sealed class TorchEngine : IModelEngine
{
    /// <summary><c>libtorch</c> and its version. Does not prove that libtorch can be loaded; <see cref="Start"/> does.</summary>
    /// <exception cref="PrunerException"><c>MPR3001</c>: there is no usable libtorch.</exception>
    public string Identity => Name;

    /// <summary>What <see cref="Identity"/> says.</summary>
    internal static string Name => EngineFailure.OnStart(() => $"libtorch {torch.__version__}");

    /// <summary>Loads libtorch itself.</summary>
    /// <exception cref="PrunerException"><c>MPR3001</c>: there is no usable libtorch.</exception>
    public static void Start()
    {
        NativeHeap.KeepFreedMemory();
        EngineFailure.OnStart(torch.get_num_threads);
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
