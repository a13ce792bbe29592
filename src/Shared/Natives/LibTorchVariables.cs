namespace MPruner.Shared.Natives;

/// <summary>
/// The environment variables that tell the tool where to look for libtorch. The build sets them for the tool that it starts.
/// </summary>
internal static class LibTorchVariables
{
    /// <summary>Folders that the user names; no others are searched then.</summary>
    public const string Named = "MPRUNER_LIBTORCH";

    /// <summary>Folders of the native libraries that a project's own packages bring.</summary>
    public const string OfProject = "MPRUNER_PROJECT_NATIVES";

    /// <summary>NuGet packages folders that the build knows, besides the user's own.</summary>
    public const string Packages = "MPRUNER_PACKAGES";
}
