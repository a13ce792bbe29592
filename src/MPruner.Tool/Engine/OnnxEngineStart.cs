using MPruner.Onnx.Ports;
using MPruner.OnnxRuntime;
using MPruner.OnnxRuntime.Natives;

namespace MPruner.Tool.Engine;

/// <summary>Starts ONNX Runtime with the native library that the user names, or the one in the NuGet packages folder.</summary>
/// <param name="variable">Looks an environment variable up.</param>
internal sealed class OnnxEngineStart(Func<string, string?> variable)
{
    private string? library;

    /// <summary>The native library, once it is loaded.</summary>
    public IReadOnlyList<string> Files => library is null ? [] : [library];

    /// <summary>The engine, with its native library loaded.</summary>
    /// <exception cref="ToolException"><c>MPR3014</c>, <c>MPR3015</c>: there is no usable native library.</exception>
    public IGraphEngine Start()
    {
        try
        {
            var engine = OrtEngine.Start(new NativeLibrarySearch(variable, NuGetFolders.Ask));
            library = engine.Library;
            return engine;
        }
        catch (PrunerException exception)
        {
            throw new ToolException(exception.Code, "mpruner", exception.Message, exception);
        }
    }

    /// <summary>Whether an error says that the machine has no ONNX Runtime, and not that the user named a wrong one.</summary>
    /// <param name="error">An error of <see cref="Start"/>.</param>
    /// <param name="variable">Looks an environment variable up.</param>
    public static bool HasNone(ToolException error, Func<string, string?> variable) =>
        error.Code == "MPR3014" && string.IsNullOrEmpty(variable(NativeLibrarySearch.Named));
}
