using System.Runtime.InteropServices;
using MPruner.Core;
using MPruner.Core.Formats;
using MPruner.Core.Ports;
using MPruner.Torch.Natives;
using TorchSharp;

namespace MPruner.Torch;

/// <summary>A module that libtorch has loaded.</summary>
internal sealed class LoadedModule : IDisposable
{
    private readonly torch.Device device;

    private LoadedModule(torch.jit.ScriptModule script, torch.Device device)
    {
        Script = script;
        this.device = device;
    }

    public torch.jit.ScriptModule Script { get; }

    /// <summary>Loads a file in the mode in which it was saved, and sets the number of threads.</summary>
    /// <exception cref="PrunerException">
    /// <c>MPR3002</c> to <c>MPR3004</c>: the device is not available, or the engine cannot load the file.
    /// </exception>
    public static LoadedModule Load(ReadOnlyMemory<byte> archive, SessionOptions options)
    {
        if (StartedEngine.Current is null)
        {
            throw new InvalidOperationException("Call TorchEngine.Start first: otherwise TorchSharp would load other native libraries.");
        }

        var device = ComputeDevice.Parse(options.Device);
        NativeThread.Prepare();
        NativeHeap.MakeRoom(archive.Length);
        torch.set_num_threads(options.Threads);
        try
        {
            return new(torch.jit.load(WholeArray(archive), device.type, device.index), device);
        }
        catch (ExternalException failure)
        {
            throw EngineFailure.OnLoad(failure.Message, TorchEngine.Name, failure);
        }
    }

    /// <summary>
    /// The buffers that normalisation layers estimate during training. Other buffers are the model's own state, which training does not
    /// change.
    /// </summary>
    public IEnumerable<(string Name, torch.Tensor Value)> Statistics => Script.named_buffers()
        .Where(named => named.name.Split('.')[^1] is "running_mean" or "running_var" or "num_batches_tracked");

    /// <summary>Calls a method; the tensors belong to the current dispose scope.</summary>
    /// <exception cref="ExternalException">The engine refused the call.</exception>
    /// <exception cref="PrunerException">
    /// <c>MPR3005</c>: the method returned something that TorchSharp does not support, a dictionary for example.
    /// </exception>
    public torch.Tensor[] Call(string method, IReadOnlyList<NumericArray> inputs)
    {
        NativeThread.Prepare();
        object[] arguments = [.. inputs.Select(ToTensor)];
        try
        {
            return [.. ReturnedTensors.Of(Script.invoke(method, arguments))];
        }
        // TorchSharp throws these for a result that it does not support; the second one for a dictionary.
        catch (Exception unsupported) when (unsupported is NotImplementedException or ArgumentOutOfRangeException)
        {
            throw EngineFailure.OnResult(unsupported, method);
        }
    }

    /// <summary>An array as a tensor on the module's device.</summary>
    public torch.Tensor ToTensor(NumericArray array) => TensorData.ToTensor(array, device);

    /// <inheritdoc />
    public void Dispose() => ModuleRelease.Release(Script);

    private static byte[] WholeArray(ReadOnlyMemory<byte> archive) =>
        MemoryMarshal.TryGetArray(archive, out var segment) && segment.Array!.Length == segment.Count
            ? segment.Array
            : archive.ToArray();
}
