using MPruner.Core;
using MPruner.Shared.Natives;

namespace MPruner.Torch.Natives;

/// <summary>
/// Searches for libtorch in the folders that the user names, or else in those of the project's packages and in the NuGet packages folders.
/// </summary>
/// <param name="setup">The environment.</param>
/// <param name="platform">The platform.</param>
internal sealed class LibTorchSearch(EngineSetup setup, NativePlatform platform)
{
    /// <summary>The variable with the folders that the user names. If it is set, no other folder is searched.</summary>
    public const string Named = LibTorchVariables.Named;

    /// <summary>The variable with the folders of the native libraries in a project's packages.</summary>
    public const string OfProject = LibTorchVariables.OfProject;

    /// <summary>The variable with the NuGet packages folders that the build knows.</summary>
    public const string Packages = LibTorchVariables.Packages;

    private readonly LibTorchPlaces places = new(setup.Variable, AppContext.BaseDirectory, PinnedVersions.LibTorch, platform.Rid);

    /// <summary>The first folder whose libtorch can be used.</summary>
    /// <param name="torchSharp">The file of TorchSharp's native library.</param>
    /// <exception cref="PrunerException"><c>MPR3001</c>: there is none. <c>MPR3009</c>: the user names one that cannot be used.</exception>
    public LibTorchFolder Find(string torchSharp)
    {
        List<string> tried = [];
        foreach (var path in places.Folders(setup.MorePackagesFolders))
        {
            var folder = new LibTorchFolder(path, platform);
            if (!folder.Exists)
            {
                tried.Add(path);
            }
            else if (folder.WhyNot(torchSharp) is { } reason)
            {
                if (places.AreNamed)
                {
                    throw Mismatch(path, reason);
                }

                tried.Add($"{path} ({reason})");
            }
            else
            {
                return folder;
            }
        }

        throw new PrunerException(
            "MPR3001",
            $"There is no libtorch {PinnedVersions.LibTorch} for {platform.Rid}. Looked in {string.Join(", ", tried)}. {Remedy}");
    }

    private string Remedy => places.AreNamed
        ? $"{Named} (in a project: the property MPrunerLibTorchPath) names the folders to search: correct it, or do not set it."
        : $"In a project add {Download} to an ItemGroup and restore; elsewhere run 'mpruner engine install'.";

    private string Download =>
        $"""<PackageDownload Include="{PinnedVersions.LibTorchPackage(platform)}" Version="[{PinnedVersions.LibTorch}]" />""";

    private static PrunerException Mismatch(string path, string reason) => new(
        "MPR3009",
        $"The libtorch in '{path}' cannot be used: {reason}. "
        + $"Expected libtorch {PinnedVersions.LibTorch}, for TorchSharp {PinnedVersions.TorchSharp}. "
        + $"Set {Named} (in a project: the property MPrunerLibTorchPath) to a folder that contains it, or do not set it.");
}
