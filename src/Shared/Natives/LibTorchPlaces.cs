namespace MPruner.Shared.Natives;

/// <summary>
/// Where libtorch is looked for. The tool loads what it finds there; the build only asks what that will be, since results depend on it.
/// </summary>
/// <param name="variable">Looks an environment variable up.</param>
/// <param name="tool">The tool's own folder.</param>
/// <param name="version">The version that the engine needs: <c>2.10.0</c>.</param>
/// <param name="rid">The platform: <c>linux-x64</c>.</param>
internal sealed class LibTorchPlaces(Func<string, string?> variable, string tool, string version, string rid)
{
    /// <summary>Whether the user names the folders. No other folder is searched then.</summary>
    public bool AreNamed => !string.IsNullOrEmpty(variable(LibTorchVariables.Named));

    /// <summary>The folders in the order in which they are searched.</summary>
    /// <param name="morePackages">More NuGet packages folders; asked for only when the others are exhausted.</param>
    public IEnumerable<string> Folders(Func<IEnumerable<string>> morePackages) => (AreNamed
        ? Split(LibTorchVariables.Named)
        : Split(LibTorchVariables.OfProject)
            .Append(Path.Combine(tool, "runtimes", rid, "native"))
            .Concat(PackagesFolders(morePackages).Select(InPackages))).Distinct(StringComparer.Ordinal);

    /// <summary>
    /// The version of the libtorch in a folder, from the layout of the packages folder (<c>ID/VERSION/runtimes/RID/native</c>) or from a
    /// distribution's file; null if there is neither.
    /// </summary>
    public static string? VersionOf(string folder)
    {
        string[] parts = Path.GetFullPath(folder).Split(Path.DirectorySeparatorChar);
        int runtimes = parts.Length - 3;
        if (runtimes >= 2 && parts[runtimes] == "runtimes" && parts[runtimes + 2] == "native" && IsPackage(parts[runtimes - 2]))
        {
            return parts[runtimes - 1];
        }

        string file = Path.Combine(folder, "..", "build-version");
        return File.Exists(file) ? File.ReadAllText(file).Trim() : null;
    }

    private static bool IsPackage(string id) => id.StartsWith("libtorch-", StringComparison.Ordinal);

    private IEnumerable<string> PackagesFolders(Func<IEnumerable<string>> more)
    {
        string home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile, Environment.SpecialFolderOption.DoNotVerify);
        IEnumerable<string> known = Split(LibTorchVariables.Packages).Concat(Split("NUGET_PACKAGES"));
        foreach (string folder in known.Append(Path.Combine(home, ".nuget", "packages")))
        {
            yield return folder;
        }

        foreach (string folder in more())
        {
            yield return folder;
        }
    }

    private string InPackages(string packages) =>
        Path.Combine(packages, NativeNames.LibTorchPackage(rid), version, "runtimes", rid, "native");

    private IEnumerable<string> Split(string name) =>
        (variable(name) ?? "").Split(Path.PathSeparator).Select(folder => folder.Trim()).Where(folder => folder.Length > 0);
}
