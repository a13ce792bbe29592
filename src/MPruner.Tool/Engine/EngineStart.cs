using MPruner.Core.Ports;
using MPruner.Torch;

namespace MPruner.Tool.Engine;

/// <summary>Starts the engine with the libtorch that the user chose, or the one that the platform finds.</summary>
/// <param name="variable">Looks an environment variable up.</param>
internal sealed class EngineStart(Func<string, string?> variable)
{
    /// <summary>The engine, with libtorch loaded.</summary>
    /// <exception cref="ToolException"><c>MPR3001</c>: there is no usable libtorch; the message lists where it was looked for.</exception>
    public IModelEngine Start()
    {
        WaitingThreads.SpinBriefly(variable);
        var folders = new LibTorchFolders(variable);
        folders.LoadChosen();
        try
        {
            TorchEngine.Start();
        }
        catch (PrunerException exception) when (exception.Code == "MPR3001")
        {
            throw folders.Missing(exception.Message);
        }

        return new TorchEngine();
    }
}
