using MPruner.Core;
using MPruner.TorchScript.Programs;

namespace MPruner.ScriptModels.Results;

/// <summary>
/// A model in the form that the engine runs: <see cref="Method"/> returns tensors,
/// whatever <c>forward</c> returns. It is never written to a file that users see.
/// </summary>
/// <param name="File">The file; unchanged if <c>forward</c> returns a tensor.</param>
/// <param name="Method">The method; it takes the arguments of <c>forward</c>.</param>
internal sealed record EngineModel(ReadOnlyMemory<byte> File, string Method)
{
    /// <summary>Creates it from a program.</summary>
    /// <exception cref="PrunerException"><c>MPR3005</c>: the result's type is not supported.</exception>
    public static EngineModel Of(ScriptProgram program) => new(RootMethods.Add(program, 0).Write(), ForwardResult.Of(program).Method);

    /// <summary>Creates it from a file.</summary>
    /// <exception cref="PrunerException"><c>MPR3005</c>: the result's type is not supported.</exception>
    public static EngineModel Of(ReadOnlyMemory<byte> file)
    {
        var program = ScriptProgram.Read(file);
        return ForwardResult.Of(program).IsTensor ? new(file, "forward") : Of(program);
    }
}
