namespace MPruner.Torch.Natives;

/// <summary>The environment that the engine needs to start.</summary>
/// <param name="Variable">Returns the value of an environment variable, or null.</param>
/// <param name="PrivateFolder">A folder for copies of native libraries; created when needed.</param>
public sealed record EngineSetup(Func<string, string?> Variable, string PrivateFolder)
{
    /// <summary>More NuGet packages folders; called only if libtorch is found nowhere else.</summary>
    public Func<IEnumerable<string>> MorePackagesFolders { get; init; } = () => [];
}
