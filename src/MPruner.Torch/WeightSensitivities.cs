using System.Collections.Immutable;
using System.Runtime.InteropServices;
using MPruner.Core.Ports;
using MPruner.ScriptModels.Ports;
using TorchSharp;

namespace MPruner.Torch;

/// <summary>Sums (w · ∂loss/∂w)² of a model's weights over batches, in double precision.</summary>
internal sealed class WeightSensitivities : IDisposable
{
    private readonly SensitivityTask task;
    private readonly LoadedModule module;
    private readonly (string Name, torch.Tensor Value, torch.Tensor Sum)[] weights;

    /// <summary>Loads the model; its tensors belong to the current dispose scope.</summary>
    public WeightSensitivities(SensitivityTask task)
    {
        this.task = task;
        module = LoadedModule.Load(task.Model, task.Session);
        module.Script.eval();
        weights =
        [
            .. module.Script.named_parameters()
                .Where(named => TrainingLoss.IsFloat(named.parameter))
                .Select(named => (named.name, (torch.Tensor)named.parameter, torch.zeros_like(named.parameter, torch.ScalarType.Float64))),
        ];
        foreach (var (_, value, _) in weights)
        {
            value.requires_grad = true;
        }

        torch.random.manual_seed(task.Seed);
    }

    /// <summary>Adds a batch.</summary>
    /// <param name="batch">Its number.</param>
    /// <exception cref="Core.EngineRefusedException"><c>MPR3008</c>: the engine refused the step.</exception>
    public void Add(int batch)
    {
        using var scope = torch.NewDisposeScope();
        var (epoch, position) = Math.DivRem(batch, task.Examples.BatchesPerEpoch);
        var inputs = task.Examples.Read(epoch + 1, position).Inputs;
        try
        {
            TrainingLoss.OfItself(module.Call(task.Method, inputs)[0], task.ComparesClasses).backward();
        }
        catch (ExternalException failure)
        {
            throw EngineFailure.OnStep(failure, "Measuring gradients");
        }

        using var withoutGradients = torch.no_grad();
        using var numbers = new KeptScalars();
        foreach (var (_, value, sum) in weights)
        {
            if (value.grad is { } gradient)
            {
                sum.add_(gradient.to(torch.ScalarType.Float64).mul(value.to(torch.ScalarType.Float64)).square(), numbers[1]);
                gradient.zero_();
            }
        }
    }

    /// <summary>The means over the batches that were added.</summary>
    /// <param name="batches">Their number.</param>
    public ImmutableArray<NamedArray> Means(int batches)
    {
        using var numbers = new KeptScalars();
        return [.. weights.Select(weight => new NamedArray(weight.Name, TensorData.ToArray(weight.Sum.div(numbers[batches]))))];
    }

    /// <inheritdoc />
    public void Dispose() => module.Dispose();
}
