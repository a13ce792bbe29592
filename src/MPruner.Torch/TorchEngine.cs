using System.Runtime.InteropServices;
using MPruner.Core;
using MPruner.Core.Ports;
using TorchSharp;

namespace MPruner.Torch;

/// <summary>Runs models with libtorch, through TorchSharp's names.</summary>
public sealed class TorchEngine : IModelEngine
{
    /// <summary><c>libtorch</c> and its version. Does not prove that libtorch can be loaded; <see cref="Start"/> does.</summary>
    /// <exception cref="PrunerException"><c>MPR3001</c>: there is no usable libtorch.</exception>
    public string Identity => EngineFailure.OnStart(() => $"libtorch {torch.__version__}");

    /// <summary>Loads libtorch itself.</summary>
    /// <exception cref="PrunerException"><c>MPR3001</c>: there is no usable libtorch.</exception>
    public static void Start() => EngineFailure.OnStart(torch.get_num_threads);

    /// <inheritdoc />
    public IModelSession Load(ReadOnlyMemory<byte> archive, SessionOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        Start();
        var device = ComputeDevice.Parse(options.Device);
        torch.set_num_threads(options.Threads);
        try
        {
            var module = torch.jit.load(WholeArray(archive), device.type, device.index);
            module.eval();
            return new TorchSession(module, device, options.Threads);
        }
        catch (ExternalException failure)
        {
            throw EngineFailure.OnLoad(failure, Identity);
        }
    }

    private static byte[] WholeArray(ReadOnlyMemory<byte> archive) =>
        MemoryMarshal.TryGetArray(archive, out var segment) && segment.Array!.Length == segment.Count
            ? segment.Array
            : archive.ToArray();
}
