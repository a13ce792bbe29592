using System.Collections.Immutable;
using System.Runtime.InteropServices;
using MPruner.Core.Ports;
using MPruner.ScriptModels.Ports;
using TorchSharp;

namespace MPruner.Torch;

/// <summary>A module in evaluation mode.</summary>
/// <param name="module">The module; disposed with the session.</param>
/// <param name="threads">The number of threads for each call.</param>
/// <param name="trains">
/// Whether the module will be trained later: constants that libtorch folds in inference mode cannot take part in autograd.
/// </param>
internal sealed class TorchSession(LoadedModule module, int threads, bool trains = false) : IModelSession
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

    /// <inheritdoc />
    public void Dispose() => module.Dispose();

    private torch.Tensor[] Call(string method, IReadOnlyList<NumericArray> inputs)
    {
        torch.set_num_threads(threads);
        using var withoutGradients = trains ? torch.no_grad() : torch.inference_mode();
        try
        {
            return module.Call(method, inputs);
        }
        catch (ExternalException failure)
        {
            throw EngineFailure.OnCall(failure, method, inputs);
        }
    }
}
