namespace MPruner.Torch.Natives;

/// <summary>What the engine needs to know of the world before it starts.</summary>
/// <param name="Variable">Looks an environment variable up.</param>
/// <param name="PrivateFolder">A folder for copies of native libraries; created when needed.</param>
public sealed record EngineSetup(Func<string, string?> Variable, string PrivateFolder)
{
    /// <summary>NuGet packages folders that are asked for only where libtorch is nowhere else.</summary>
    public Func<IEnumerable<string>> MorePackagesFolders { get; init; } = () => [];
}
