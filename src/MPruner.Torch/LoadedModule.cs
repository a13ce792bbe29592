using System.Runtime.InteropServices;
using MPruner.Core;
using MPruner.Core.Ports;
using TorchSharp;

namespace MPruner.Torch;

/// <summary>A module in libtorch's memory.</summary>
internal sealed class LoadedModule : IDisposable
{
    private readonly torch.Device device;

    private LoadedModule(torch.jit.ScriptModule script, torch.Device device)
    {
        Script = script;
        this.device = device;
    }

    public torch.jit.ScriptModule Script { get; }

    /// <summary>Loads a file in the mode that it was saved in, and sets the number of threads.</summary>
    /// <exception cref="PrunerException"><c>MPR3001</c> to <c>MPR3004</c>: no engine, no device, or a file that the engine cannot load.</exception>
    public static LoadedModule Load(ReadOnlyMemory<byte> archive, SessionOptions options)
    {
        TorchEngine.Start();
        var device = ComputeDevice.Parse(options.Device);
        torch.set_num_threads(options.Threads);
        try
        {
            return new(torch.jit.load(WholeArray(archive), device.type, device.index), device);
        }
        catch (ExternalException failure)
        {
            throw EngineFailure.OnLoad(failure, TorchEngine.Name);
        }
    }

    /// <summary>The buffers that normalisation layers estimate while they train. Others are a model's own state, which is not for training to keep.</summary>
    public IEnumerable<(string Name, torch.Tensor Value)> Statistics =>
        Script.named_buffers().Where(named => named.name[(named.name.LastIndexOf('.') + 1)..] is "running_mean" or "running_var" or "num_batches_tracked");

    /// <summary>Calls a method; the tensors belong to the current dispose scope.</summary>
    /// <exception cref="ExternalException">The engine refused the call.</exception>
    /// <exception cref="NotImplementedException">The method returned something else than tensors, numbers, tuples and lists.</exception>
    public torch.Tensor[] Call(string method, IReadOnlyList<NumericArray> inputs) =>
        [.. ReturnedTensors.Of(Script.invoke(method, [.. inputs.Select(ToTensor)]))];

    /// <summary>A tensor where the module is.</summary>
    public torch.Tensor ToTensor(NumericArray array) => TensorData.ToTensor(array, device);

    /// <inheritdoc />
    public void Dispose() => Script.Dispose();

    private static byte[] WholeArray(ReadOnlyMemory<byte> archive) =>
        MemoryMarshal.TryGetArray(archive, out var segment) && segment.Array!.Length == segment.Count
            ? segment.Array
            : archive.ToArray();
}
