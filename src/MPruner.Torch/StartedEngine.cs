using System.Runtime.InteropServices;
using System.Runtime.Loader;
using MPruner.Core;
using MPruner.Shared.Natives;
using MPruner.Torch.Natives;

namespace MPruner.Torch;

/// <summary>The native libraries that this process has loaded.</summary>
/// <param name="LibTorch">The folder that libtorch was loaded from.</param>
/// <param name="LibTorchSharp">The file of TorchSharp's native library.</param>
/// <param name="IsPrivateCopy">Whether that file is a copy made for this system's older libstdc++.</param>
/// <param name="Convolutions">How convolutions are computed here.</param>
public sealed record StartedEngine(string LibTorch, string LibTorchSharp, bool IsPrivateCopy, ConvolutionState Convolutions)
{
    private static readonly Lock Gate = new();
    private static StartedEngine? started;

    /// <summary>
    /// The files that results depend on: the libraries of libtorch and TorchSharp's own, as it is shipped. A copy for an older libstdc++
    /// computes the same.
    /// </summary>
    public IReadOnlyList<string> Files { get; init; } = [];

    /// <summary>The engine of this process; null until it is started.</summary>
    public static StartedEngine? Current => started;

    /// <summary>Finds the native libraries, checks their versions and loads them. Further calls do nothing.</summary>
    /// <exception cref="PrunerException">
    /// <c>MPR3001</c>: no libtorch was found. <c>MPR3009</c>: the libtorch that the user names has another version. <c>MPR3010</c>: this
    /// system's libstdc++ is too old.
    /// </exception>
    internal static StartedEngine Start(EngineSetup setup)
    {
        lock (Gate)
        {
            return started ??= Load(setup, NativePlatform.Current);
        }
    }

    private static StartedEngine Load(EngineSetup setup, NativePlatform platform)
    {
        var original = Path.Combine(AppContext.BaseDirectory, "engine", platform.Rid, "native", platform.LibTorchSharp);
        if (!File.Exists(original))
        {
            throw new PrunerException(
                "MPR3001",
                $"There is no engine for {platform.Rid}: '{original}' does not exist. "
                + $"Use a platform that TorchSharp {PinnedVersions.TorchSharp} supports: linux-x64, win-x64, win-arm64 or osx-arm64.");
        }

        var folder = new LibTorchSearch(setup, platform).Find(original);
        var library = new PrivateCopy(setup.PrivateFolder).For(original, SystemLibStdCxx.Versions());
        NativeVariables.Prepare(setup.Variable);
        NativeHeap.KeepFreedMemory();
        string[] files = [.. folder.Files, library];
        var handles = files.ToDictionary(file => Path.GetFileName(file), Open, StringComparer.Ordinal);

        // TorchSharp loads its library by name. On most platforms that finds the loaded file; on the others this handler returns it.
        AssemblyLoadContext.Default.ResolvingUnmanagedDll += (_, name) => name == "LibTorchSharp" ? handles[platform.LibTorchSharp] : 0;
        var torchCpu = handles[platform.FileName("torch_cpu")];
        NativeMessages.Silence(torchCpu, handles[platform.FileName("c10")]);
        NativeThread.Find(torchCpu);
        var context = new TorchContext(torchCpu);
        context.SwitchOffNnpack();
        var check = new ConvolutionCheck(setup.PrivateFolder, folder, context)
        {
            OneDnnGuesses = HiddenCaches.LetOneDnnGuess(Path.Combine(folder.Path, platform.FileName("torch_cpu")), torchCpu),
        };
        return new(folder.Path, library, library != original, check.Run()) { Files = [.. LibTorchFiles.In(folder.Path), original] };
    }

    private static nint Open(string file)
    {
        try
        {
            return NativeLibrary.Load(file);
        }
        catch (Exception exception) when (exception is DllNotFoundException or BadImageFormatException)
        {
            throw new PrunerException("MPR3001", $"'{file}' cannot be loaded: {exception.Message.ReplaceLineEndings(" ")}", exception);
        }
    }
}
