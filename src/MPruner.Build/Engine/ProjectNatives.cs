using MPruner.Shared.Natives;

namespace MPruner.Build.Engine;

/// <summary>Finds the native libraries of a project's own packages.</summary>
/// <param name="rid">The platform that they are for: <c>linux-x64</c>.</param>
internal sealed class ProjectNatives(string rid)
{
    /// <summary>Those for this machine's platform.</summary>
    public static ProjectNatives OfThisMachine() => new(NativeNames.RuntimeIdentifier);

    /// <summary>The folders that have libtorch for the platform; the tool checks whether it is the version that it needs.</summary>
    /// <param name="assets">All native files of the project's packages.</param>
    public IReadOnlyList<string> Find(IEnumerable<string> assets) =>
    [
        .. assets
            .Where(asset => Path.GetFileName(asset) == NativeNames.FileName(NativeNames.TorchCpu, rid) && IsForPlatform(asset))
            .Select(asset => Path.GetDirectoryName(asset)!)
            .Distinct(StringComparer.Ordinal),
    ];

    private bool IsForPlatform(string asset)
    {
        string[] parts = asset.Split('/', '\\');
        int runtimes = Array.IndexOf(parts, "runtimes");
        return runtimes < 0 || (runtimes + 1 < parts.Length && parts[runtimes + 1] == rid);
    }
}
