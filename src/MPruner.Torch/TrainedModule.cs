using System.Collections.Immutable;
using MPruner.Core;
using MPruner.Core.Ports;
using MPruner.ScriptModels.Ports;
using TorchSharp;
using TorchSharp.Modules;

namespace MPruner.Torch;

/// <summary>The model that is trained: the tensors that training changes, its mode, and its loss of quality.</summary>
internal sealed class TrainedModule : IDisposable
{
    private readonly LoadedModule module;

    /// <summary>Loads the model; its tensors belong to the current dispose scope.</summary>
    /// <exception cref="PrunerException"><c>MPR3007</c>: a weight to be trained has half precision.</exception>
    public TrainedModule(TrainingTask task)
    {
        Task = task;
        module = LoadedModule.Load(task.Student, task.Session);
        (string Name, Parameter Value)[] all = [.. module.Script.named_parameters()];
        Parameters = Choose(all, task.Trained);

        // A weight with two names is one tensor, which changes under both names.
        var trained = all.Where(named => named.Value.requires_grad).Select(named => (named.Name, (torch.Tensor)named.Value));
        MutableTensors = [.. trained, .. module.Statistics];
    }

    /// <summary>What is trained, and how.</summary>
    public TrainingTask Task { get; }

    /// <summary>The parameters that the optimizer changes, each tensor once.</summary>
    public Parameter[] Parameters { get; }

    /// <summary>The tensors that training changes: parameters under all of their names, and running statistics.</summary>
    public (string Name, torch.Tensor Value)[] MutableTensors { get; }

    /// <summary>Sets the mode for training steps; with chosen parameters this is evaluation mode.</summary>
    public void EnterTrainingMode() => module.Script.train(Task.Trained is null);

    /// <summary>Calls the method, recording gradients.</summary>
    /// <remarks>Reading the batch may have run another model, with its own number of threads.</remarks>
    public torch.Tensor[] Call(TrainingBatch batch)
    {
        torch.set_num_threads(Task.Session.Threads);
        return module.Call(Task.Method, batch.Inputs);
    }

    /// <summary>Measures the loss of quality in the module's current state.</summary>
    public double MeasureDrop(CancellationToken cancel)
    {
        module.Script.eval();
        using var session = new BorrowedSession(new TorchSession(module, Task.Session.Threads, trains: true), cancel);
        return Task.Drop(session);
    }

    /// <inheritdoc />
    public void Dispose() => module.Dispose();

    private static Parameter[] Choose((string Name, Parameter Value)[] all, ImmutableHashSet<string>? wanted)
    {
        if (wanted?.FirstOrDefault(name => Array.TrueForAll(all, named => named.Name != name)) is { } missing)
        {
            throw new ArgumentException($"The model has no parameter {missing}.");
        }

        // In some files no parameter requires gradients. That is how the model was saved; it does not mean that it must not be trained.
        if (Array.TrueForAll(all, named => !named.Value.requires_grad))
        {
            foreach (var (_, parameter) in all.Where(named => TrainingLoss.IsFloat(named.Value)))
            {
                parameter.requires_grad = true;
            }
        }

        // The flag belongs to the tensor, so it is already cleared when the tensor appears under a second name.
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
                $"The weight {name} is {parameter.dtype}: found half precision, in which small steps are lost to rounding; "
                + "expected float32 or float64. Choose Recovery=\"Linear\" or \"None\", or save the model with .float().");
        }
    }
}
