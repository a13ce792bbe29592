using System.Runtime.CompilerServices;
using MPruner.Torch;
using MPruner.Torch.Natives;

namespace MPruner.Tests;

/// <summary>Loads the native libraries before the first test.</summary>
internal static class EngineOfTests
{
    [ModuleInitializer]
    internal static void Start() =>
        TorchEngine.Start(new EngineSetup(Environment.GetEnvironmentVariable, Path.Combine(AppContext.BaseDirectory, "private")));
}
