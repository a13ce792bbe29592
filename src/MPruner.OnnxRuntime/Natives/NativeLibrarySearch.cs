using System.Reflection;
using MPruner.Core;
using MPruner.Shared.Natives;

namespace MPruner.OnnxRuntime.Natives;

/// <summary>Searches for ONNX Runtime's native library: where the user says, or else in the NuGet packages folders.</summary>
/// <param name="variable">Returns the value of an environment variable, or null.</param>
/// <param name="morePackages">More NuGet packages folders; called only if the library is found nowhere else.</param>
public sealed class NativeLibrarySearch(Func<string, string?> variable, Func<IEnumerable<string>> morePackages)
{
    /// <summary>The variable with the folder that the user names. If it is set, no other folder is searched.</summary>
    public const string Named = "MPRUNER_ONNXRUNTIME";

    /// <summary>The package that has the library.</summary>
    public const string Package = "Microsoft.ML.OnnxRuntime";

    /// <summary>The version that this engine was built for: <c>1.31.1</c>.</summary>
    public static string Version { get; } = typeof(NativeLibrarySearch).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(metadata => metadata.Key == "OnnxRuntimeVersion").Value!;

    /// <summary>The file of the library.</summary>
    /// <exception cref="PrunerException"><c>MPR3014</c>: there is none.</exception>
    public string Find()
    {
        List<string> tried = [];
        foreach (var folder in Folders())
        {
            var file = Path.Combine(folder, NativeNames.FileName("onnxruntime", NativeNames.RuntimeIdentifier));
            if (File.Exists(file))
            {
                return Path.GetFullPath(file);
            }

            tried.Add(folder);
        }

        throw new PrunerException(
            "MPR3014",
            $"There is no ONNX Runtime {Version} for {NativeNames.RuntimeIdentifier}. Looked in {string.Join(", ", tried)}. "
            + (IsNamed
                ? $"{Named} names the folder to search: correct it, or do not set it."
                : $"""In a project add <PackageDownload Include="{Package}" Version="[{Version}]" /> to an ItemGroup """
                + "and restore; elsewhere run 'mpruner engine install onnxruntime'."));
    }

    private bool IsNamed => !string.IsNullOrEmpty(variable(Named));

    private IEnumerable<string> Folders()
    {
        if (IsNamed)
        {
            return [variable(Named)!];
        }

        var home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile, Environment.SpecialFolderOption.DoNotVerify);
        var known = Split(LibTorchVariables.Packages).Concat(Split("NUGET_PACKAGES")).Append(Path.Combine(home, ".nuget", "packages"));
        var below = Path.Combine(Package.ToLowerInvariant(), Version, "runtimes", NativeNames.RuntimeIdentifier, "native");
        return known.Concat(Lazily(morePackages))
            .Select(packages => Path.Combine(packages, below))
            .Distinct(StringComparer.Ordinal);
    }

    private static IEnumerable<string> Lazily(Func<IEnumerable<string>> folders)
    {
        foreach (var folder in folders())
        {
            yield return folder;
        }
    }

    private string[] Split(string name) =>
        (variable(name) ?? "").Split(Path.PathSeparator, StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
}
