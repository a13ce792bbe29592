using System.Collections.Immutable;
using MPruner.Core.Formats;
using MPruner.Core.Ports;
using MPruner.ScriptModels.Ports;
using MPruner.ScriptModels.Results;
using MPruner.TorchScript.Programs;

namespace MPruner.ScriptModels.Running;

/// <summary>Loads programs into an engine.</summary>
/// <param name="engine">The engine.</param>
/// <param name="options">Threads and device.</param>
internal sealed class ProgramLoader(IModelEngine engine, SessionOptions options)
{
    /// <summary>Loads a program to call its methods.</summary>
    public IModelSession Load(ScriptProgram program) => engine.Load(program.Write(), options);

    /// <summary>Loads a model to run it.</summary>
    public IRunningModel Run(EngineModel model) => new RunningModel(engine.Load(model.File, options), model.Method);
}

/// <summary>A loaded model that returns the tensors of its result.</summary>
/// <param name="session">The model; disposed with this object.</param>
/// <param name="method">The method that returns them.</param>
internal sealed class RunningModel(IModelSession session, string method) : IRunningModel
{
    /// <inheritdoc/>
    public ImmutableArray<NumericArray> Run(IReadOnlyList<NumericArray> inputs) => session.Invoke(method, inputs);

    /// <inheritdoc/>
    public void Dispose() => session.Dispose();
}
