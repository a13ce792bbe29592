using MPruner.Core.Formats;
using MPruner.ScriptModels.Models;
using MPruner.ScriptModels.Ports;
using MPruner.ScriptModels.Storage;

namespace MPruner.ScriptModels;

/// <summary>The TorchScript format; an engine runs and trains its models.</summary>
/// <param name="engine">Runs the models.</param>
/// <param name="trainer">Trains the models.</param>
public sealed class ScriptModelFormat(IModelEngine engine, IModelTrainer trainer) : IModelFormat
{
    /// <inheritdoc/>
    public string Engine => engine.Identity;

    /// <inheritdoc/>
    public ModelSignature ReadSignature(ReadOnlyMemory<byte> file) => ForwardSignature.Of(StoredProgram.Read(file));

    /// <inheritdoc/>
    public IPrunableModel Open(ReadOnlyMemory<byte> file, string? blocks) => ScriptModel.Open(file, blocks);

    /// <inheritdoc/>
    public IModelBench Bench(SessionOptions running, SessionOptions training) => new ScriptBench(engine, trainer, running, training);
}
