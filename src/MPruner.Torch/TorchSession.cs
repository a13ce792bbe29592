using System.Collections.Immutable;
using System.Runtime.InteropServices;
using MPruner.Core.Ports;
using TorchSharp;

namespace MPruner.Torch;

/// <summary>A module in evaluation mode.</summary>
internal sealed class TorchSession(torch.jit.ScriptModule module, torch.Device device, int threads) : IModelSession
{
    /// <inheritdoc />
    public ImmutableArray<NumericArray> Invoke(string method, IReadOnlyList<NumericArray> inputs)
    {
        using var scope = torch.NewDisposeScope();
        return [.. Call(method, inputs).Select(TensorData.ToArray)];
    }

    /// <inheritdoc />
    public void Invoke(string method, IReadOnlyList<NumericArray> inputs, Action<ImmutableArray<NumericArray>> look)
    {
        using var scope = torch.NewDisposeScope();
        look([.. Call(method, inputs).Select(TensorData.InPlace)]);
    }

    private List<torch.Tensor> Call(string method, IReadOnlyList<NumericArray> inputs)
    {
        torch.set_num_threads(threads);
        using var withoutGradients = torch.inference_mode();
        var arguments = inputs.Select(input => (object)TensorData.ToTensor(input, device)).ToArray();
        try
        {
            return [.. ReturnedTensors.Of(module.invoke(method, arguments))];
        }
        catch (ExternalException failure)
        {
            throw EngineFailure.OnCall(failure, method, inputs);
        }
        catch (NotImplementedException unsupported)
        {
            throw EngineFailure.OnResult(unsupported, method);
        }
    }

    /// <inheritdoc />
    public void Dispose() => module.Dispose();
}
