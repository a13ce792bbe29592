using MPruner.Core;
using MPruner.Shared.Natives;

namespace MPruner.Torch.Natives;

/// <summary>Where libtorch is looked for: what the user names, what the project's own packages bring, the NuGet packages folders.</summary>
/// <param name="setup">The world.</param>
/// <param name="platform">What is looked for.</param>
internal sealed class LibTorchSearch(EngineSetup setup, NativePlatform platform)
{
    /// <summary>Folders that the user names; then nothing else is looked at.</summary>
    public const string Named = LibTorchVariables.Named;

    /// <summary>Folders of the natives that a project's own packages bring.</summary>
    public const string OfProject = LibTorchVariables.OfProject;

    /// <summary>NuGet packages folders that the build knows, beside the user's own.</summary>
    public const string Packages = LibTorchVariables.Packages;

    /// <summary>The first folder whose libtorch fits.</summary>
    /// <param name="torchSharp">The file of TorchSharp's native library.</param>
    /// <exception cref="PrunerException"><c>MPR3001</c>: there is none. <c>MPR3009</c>: the user named one that does not fit.</exception>
    public LibTorchFolder Find(string torchSharp)
    {
        List<string> tried = [];
        foreach (var path in Folders())
        {
            var folder = new LibTorchFolder(path, platform);
            if (!folder.Exists)
            {
                tried.Add(path);
            }
            else if (folder.WhyNot(torchSharp) is { } reason)
            {
                if (IsNamed)
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

    private bool IsNamed => !string.IsNullOrEmpty(setup.Variable(Named));

    private string Remedy => IsNamed
        ? $"{Named} (in a project: the property MPrunerLibTorchPath) names where to look: correct it, or leave it out."
        : $"In a project add {Download} to an ItemGroup and restore; elsewhere run 'mpruner engine install'.";

    private string Download =>
        $"""<PackageDownload Include="{PinnedVersions.LibTorchPackage(platform)}" Version="[{PinnedVersions.LibTorch}]" />""";

    private IEnumerable<string> Folders() => (IsNamed
        ? Split(Named)
        : Split(OfProject)
            .Append(Path.Combine(AppContext.BaseDirectory, "runtimes", platform.Rid, "native"))
            .Concat(PackagesFolders().Select(InPackages))).Distinct(StringComparer.Ordinal);

    private IEnumerable<string> PackagesFolders()
    {
        var home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile, Environment.SpecialFolderOption.DoNotVerify);
        string[] known =
        [
            .. Split(Packages),
            .. Split("NUGET_PACKAGES"),
            Path.Combine(home, ".nuget", "packages"),
        ];
        foreach (var folder in known)
        {
            yield return folder;
        }

        foreach (var folder in setup.MorePackagesFolders())
        {
            yield return folder;
        }
    }

    private string InPackages(string packages) =>
        Path.Combine(packages, PinnedVersions.LibTorchPackage(platform), PinnedVersions.LibTorch, "runtimes", platform.Rid, "native");

    private string[] Split(string name) =>
        (setup.Variable(name) ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private static PrunerException Mismatch(string path, string reason) => new(
        "MPR3009",
        $"The libtorch in '{path}' does not fit: {reason}. "
        + $"Expected libtorch {PinnedVersions.LibTorch}, for TorchSharp {PinnedVersions.TorchSharp}. "
        + $"Name a folder that has it in {Named} (in a project: the property MPrunerLibTorchPath), or leave it out.");
}
