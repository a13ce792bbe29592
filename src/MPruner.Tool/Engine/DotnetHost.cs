namespace MPruner.Tool.Engine;

/// <summary>The <c>dotnet</c> that this tool starts others with.</summary>
internal static class DotnetHost
{
    /// <summary>The one that runs this process, else the one that the environment names, else the one on the path.</summary>
    public static string Path =>
        Environment.ProcessPath is { } process && System.IO.Path.GetFileNameWithoutExtension(process) == "dotnet"
            ? process
            : Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";
}
