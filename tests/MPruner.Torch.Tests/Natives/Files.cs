using MPruner.Torch.Natives;

namespace MPruner.Torch.Tests.Natives;

/// <summary>The real native libraries.</summary>
internal static class Files
{
    /// <summary>TorchSharp's native library for Linux, as in its package.</summary>
    public static string LibTorchSharp { get; } =
        Path.Combine(AppContext.BaseDirectory, "engine", "linux-x64", "native", "libLibTorchSharp.so");

    /// <summary>The folder that libtorch was loaded from.</summary>
    public static string LibTorch => StartedEngine.Current!.LibTorch;

    /// <summary>Linux as the platform, on every machine that runs the tests.</summary>
    public static NativePlatform Linux { get; } = new("linux-x64");

    /// <summary>An environment with a few variables.</summary>
    public static EngineSetup Setup(params (string Name, string Value)[] variables) =>
        new(name => Array.Find(variables, variable => variable.Name == name).Value, Path.GetTempPath());
}
