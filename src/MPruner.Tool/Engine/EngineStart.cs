using MPruner.ScriptModels.Ports;
using MPruner.Shared.Caching;
using MPruner.Shared.Natives;
using MPruner.Torch;
using MPruner.Torch.Natives;

namespace MPruner.Tool.Engine;

/// <summary>Starts the engine with the libtorch that the user chose, or the first that fits.</summary>
/// <param name="variable">Looks an environment variable up.</param>
internal sealed class EngineStart(Func<string, string?> variable)
{
    /// <summary>The engine, with libtorch loaded.</summary>
    /// <exception cref="ToolException"><c>MPR3001</c>, <c>MPR3009</c>, <c>MPR3010</c>: there is no usable libtorch.</exception>
    public IModelEngine Start()
    {
        try
        {
            var cache = CacheFolder.Default(variable, Environment.CurrentDirectory);
            TorchEngine.Start(new EngineSetup(variable, Path.Combine(cache, "engine")) { MorePackagesFolders = NuGetFolders.Ask });
            return new TorchEngine();
        }
        catch (PrunerException exception)
        {
            throw new ToolException(exception.Code, "mpruner", exception.Message, exception);
        }
    }

    /// <summary>Whether an error says that the machine has no libtorch, and not that the user named a wrong one.</summary>
    /// <param name="error">An error of <see cref="Start"/>.</param>
    /// <param name="variable">Looks an environment variable up.</param>
    public static bool HasNoLibTorch(ToolException error, Func<string, string?> variable) =>
        error.Code == "MPR3001" && string.IsNullOrEmpty(variable(LibTorchVariables.Named));
}
