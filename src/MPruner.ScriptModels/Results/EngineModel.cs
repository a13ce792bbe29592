using MPruner.Core;
using MPruner.TorchScript.Programs;

namespace MPruner.ScriptModels.Results;

/// <summary>A model as the engine is given it: asked for <see cref="Method"/> it hands over tensors, whatever its <c>forward</c> returns. Never written to where a user would find it.</summary>
/// <param name="File">The file; a model whose <c>forward</c> returns a tensor is run as it is.</param>
/// <param name="Method">The method that takes what <c>forward</c> takes.</param>
internal sealed record EngineModel(ReadOnlyMemory<byte> File, string Method)
{
    /// <summary>Makes one of a program.</summary>
    /// <exception cref="PrunerException"><c>MPR3005</c>: the result's type is not supported.</exception>
    public static EngineModel Of(ScriptProgram program) => new(RootMethods.Add(program, 0).Write(), ForwardResult.Of(program).Method);

    /// <summary>Makes one of a file.</summary>
    /// <exception cref="PrunerException"><c>MPR3005</c>: the result's type is not supported.</exception>
    public static EngineModel Of(ReadOnlyMemory<byte> file)
    {
        var program = ScriptProgram.Read(file);
        return ForwardResult.Of(program).IsTensor ? new(file, "forward") : Of(program);
    }
}
