using MPruner.Elf;
using MPruner.Shared.Natives;

namespace MPruner.Torch.Natives;

/// <summary>A folder that may contain libtorch.</summary>
/// <param name="path">The folder.</param>
/// <param name="platform">The platform, which determines the names of the files.</param>
internal sealed class LibTorchFolder(string path, NativePlatform platform)
{
    /// <summary>The folder.</summary>
    public string Path => path;

    /// <summary>Whether the folder contains libtorch.</summary>
    public bool Exists => platform.LibTorch.All(file => File.Exists(System.IO.Path.Combine(path, file)));

    /// <summary>The files in the order in which they are loaded.</summary>
    public IEnumerable<string> Files =>
        platform.LibTorch.Concat(platform.LibTorchCuda).Select(file => System.IO.Path.Combine(path, file)).Where(File.Exists);

    /// <summary>Why this libtorch cannot be used; null if it can.</summary>
    /// <param name="torchSharp">The file of TorchSharp's native library, whose functions must be in this libtorch.</param>
    public string? WhyNot(string torchSharp)
    {
        // The version of a distribution includes the platform that it was built for: 2.10.0+cu128.
        var version = LibTorchPlaces.VersionOf(path);
        if (version is not null && version.Split('+')[0] != PinnedVersions.LibTorch)
        {
            return $"it is libtorch {version}";
        }

        if (!platform.Rid.StartsWith("linux", StringComparison.Ordinal))
        {
            return version is null ? "its version is unknown: it is not in a NuGet package and has no file build-version" : null;
        }

        try
        {
            var symbol = MissingSymbol(torchSharp);
            return symbol is null ? null : $"it lacks {symbol}, which TorchSharp {PinnedVersions.TorchSharp} calls";
        }
        catch (Exception exception) when (ElfFault.Is(exception))
        {
            return exception.Message.TrimEnd('.');
        }
    }

    private string? MissingSymbol(string torchSharp)
    {
        List<FileStream> open = [];
        try
        {
            var wanted = Read(torchSharp);
            ElfSymbols[] libtorch = [.. Files.Select(Read)];

            // Symbols with a version belong to system libraries.
            return wanted.Undefined().Where(symbol => symbol.Version < 2).Select(symbol => symbol.Name)
                .FirstOrDefault(name => !Array.Exists(libtorch, library => library.Defines(name)));
        }
        finally
        {
            open.ForEach(file => file.Dispose());
        }

        ElfSymbols Read(string file)
        {
            open.Add(File.OpenRead(file));
            return new ElfSymbols(new ElfLibrary(open[^1]));
        }
    }
}
