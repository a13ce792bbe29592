using System.Collections.Immutable;
using MPruner.Core;
using MPruner.Core.Ports;
using MPruner.ScriptModels.Ports;
using TorchSharp;
using TorchSharp.Modules;

namespace MPruner.Torch;

/// <summary>The student: which of its tensors move, its mode, and what it loses in quality.</summary>
internal sealed class TrainedModule : IDisposable
{
    private readonly LoadedModule module;
    private readonly TrainingTask task;

    /// <summary>Loads the student; its tensors belong to the current dispose scope.</summary>
    /// <exception cref="PrunerException"><c>MPR3007</c>: a weight of half precision.</exception>
    public TrainedModule(TrainingTask task)
    {
        this.task = task;
        module = LoadedModule.Load(task.Student, task.Session);
        (string Name, Parameter Value)[] all = [.. module.Script.named_parameters()];
        Parameters = Choose(all, task.Trained);

        // A weight under two names is one tensor: it moves under both.
        Moving = [.. all.Where(named => named.Value.requires_grad).Select(named => (named.Name, (torch.Tensor)named.Value)), .. module.Statistics];
    }

    /// <summary>What the optimizer changes, each tensor once.</summary>
    public Parameter[] Parameters { get; }

    /// <summary>All that training changes: parameters by every name they have, and running statistics.</summary>
    public (string Name, torch.Tensor Value)[] Moving { get; }

    /// <summary>Puts the module into the mode in which it learns.</summary>
    public void Learn() => module.Script.train(task.Trained is null);

    /// <summary>Calls the method, recording gradients.</summary>
    public torch.Tensor[] Call(TrainingBatch batch) => module.Call(task.Method, batch.Inputs);

    /// <summary>What the module as it is now loses in quality.</summary>
    public double MeasureDrop(CancellationToken cancel)
    {
        module.Script.eval();
        using var session = new BorrowedSession(new TorchSession(module, task.Session.Threads, trains: true), cancel);
        return task.Drop(session);
    }

    /// <inheritdoc />
    public void Dispose() => module.Dispose();

    private static Parameter[] Choose((string Name, Parameter Value)[] all, ImmutableHashSet<string>? wanted)
    {
        if (wanted?.FirstOrDefault(name => Array.TrueForAll(all, named => named.Name != name)) is { } missing)
        {
            throw new ArgumentException($"The model has no parameter {missing}.");
        }

        // Some files allow no gradients at all; that says how the model was saved, not that nothing of it may be trained.
        if (Array.TrueForAll(all, named => !named.Value.requires_grad))
        {
            foreach (var (_, parameter) in all.Where(named => TrainingLoss.IsFloat(named.Value)))
            {
                parameter.requires_grad = true;
            }
        }

        // The flag is the tensor's own: under a second name it is found cleared.
        List<Parameter> chosen = [];
        foreach (var (name, parameter) in all.Where(named => wanted?.Contains(named.Name) != false && named.Value.requires_grad))
        {
            RefuseHalf(name, parameter);
            parameter.requires_grad = false;
            chosen.Add(parameter);
        }

        foreach (var (_, parameter) in all.Where(named => named.Value.requires_grad))
        {
            parameter.requires_grad = false;
        }

        chosen.ForEach(parameter => parameter.requires_grad = true);
        return [.. chosen];
    }

    private static void RefuseHalf(string name, Parameter parameter)
    {
        if (parameter.dtype is torch.ScalarType.Float16 or torch.ScalarType.BFloat16)
        {
            throw new PrunerException(
                "MPR3007",
                $"The weight {name} is {parameter.dtype}: found half precision, expected float32 or float64, in which a small step is not rounded away. Choose Recovery=\"Linear\" or \"None\", or save the model with .float().");
        }
    }
}
