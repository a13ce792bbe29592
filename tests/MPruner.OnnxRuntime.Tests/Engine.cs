using MPruner.OnnxRuntime.Natives;

namespace MPruner.OnnxRuntime.Tests;

/// <summary>The engine of these tests.</summary>
internal static class Engine
{
    /// <summary>The engine, started.</summary>
    public static OrtEngine Started { get; } = OrtEngine.Start(new NativeLibrarySearch(Environment.GetEnvironmentVariable, () => []));
}
