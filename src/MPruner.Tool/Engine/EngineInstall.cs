using System.ComponentModel;
using System.Diagnostics;

namespace MPruner.Tool.Engine;

/// <summary>Restores an engine's package into the NuGet packages folder, as a project that asks for it would.</summary>
/// <param name="configuration">
/// The folder from which NuGet looks for <c>nuget.config</c>, upwards: feeds, credentials and the packages folder are the user's own.
/// </param>
/// <param name="cancel">Ends the restore.</param>
internal sealed class EngineInstall(string configuration, CancellationToken cancel)
{
    /// <summary>Runs <c>dotnet restore</c>; quick where the package is there already.</summary>
    /// <exception cref="ToolException"><c>MPR3011</c>: the restore failed, or there is no .NET SDK.</exception>
    public void Run(EnginePackage package)
    {
        var folder = Directory.CreateTempSubdirectory("mpruner-engine-");
        try
        {
            var project = Path.Combine(folder.FullName, "engine.csproj");
            File.WriteAllText(project, Project(package));
            if (FailureOf(project) is { } reason)
            {
                throw Failed(package, reason);
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static string Project(EnginePackage package) => $"""
        <Project Sdk="Microsoft.NET.Sdk">
          <PropertyGroup>
            <TargetFramework>net$(BundledNETCoreAppTargetFrameworkVersion)</TargetFramework>
          </PropertyGroup>
          <ItemGroup>
            <PackageDownload Include="{package.Id}" Version="[{package.Version}]" />
          </ItemGroup>
        </Project>
        """;

    private string? FailureOf(string project)
    {
        try
        {
            string[] arguments = ["restore", project, "--nologo", $"-p:RestoreRootConfigDirectory={configuration}"];
            var start = new ProcessStartInfo(DotnetHost.Path, arguments)
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            };
            using var process = Process.Start(start)!;
            using var end = cancel.Register(() => process.Kill(entireProcessTree: true));
            process.ErrorDataReceived += (_, _) => { };
            process.BeginErrorReadLine();
            var output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            cancel.ThrowIfCancellationRequested();
            return process.ExitCode == 0 ? null : FirstError(output);
        }
        catch (Win32Exception exception)
        {
            return $"'{DotnetHost.Path}' cannot be started: {exception.Message}";
        }
    }

    private static string FirstError(string output)
    {
        string[] lines = output.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        return Array.Find(lines, text => text.Contains("error ", StringComparison.Ordinal)) is { } line
            ? line[line.IndexOf("error ", StringComparison.Ordinal)..].Split(" [")[0]
            : lines.LastOrDefault() ?? "dotnet restore printed nothing.";
    }

    private static ToolException Failed(EnginePackage package, string reason) => new(
        "MPR3011",
        "mpruner",
        $"{package.Engine} {package.Version} could not be restored: {reason} "
        + $"Check the feeds of your nuget.config, or name a folder that has {package.Engine} in {package.Variable}.");
}
