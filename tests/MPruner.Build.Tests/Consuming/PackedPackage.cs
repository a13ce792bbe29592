using System.Diagnostics;
using System.Globalization;
using MPruner.Build.Tests.Consuming;

[assembly: AssemblyFixture(typeof(PackedPackage))]

namespace MPruner.Build.Tests.Consuming;

/// <summary>The package as it ships, packed once for all tests from the last build, and a folder for the consumers of one run.</summary>
public sealed class PackedPackage : IDisposable
{
    /// <summary>Packs into a fresh folder, under a version that no other run has.</summary>
    public PackedPackage()
    {
        Version = "0.1.0-test." + DateTime.UtcNow.Ticks.ToString(CultureInfo.InvariantCulture);
        Folder = Directory.CreateTempSubdirectory("mpruner-build-tests-").FullName;
        Pack(Version);
        File.WriteAllText(Path.Combine(Folder, "nuget.config"), $"""
            <configuration>
              <packageSources><clear /><add key="packed" value="{Feed}" /></packageSources>
              <config><add key="globalPackagesFolder" value="{Packages}" /></config>
            </configuration>
            """);
    }

    /// <summary>The version that consumers ask for.</summary>
    public string Version { get; }

    /// <summary>Everything of this run lies under it.</summary>
    public string Folder { get; }

    /// <summary>The feed that holds the package and nothing else.</summary>
    public string Feed => Path.Combine(Folder, "feed");

    /// <summary>Where consumers' restores unpack it.</summary>
    public string Packages => Path.Combine(Folder, "packages");

    /// <summary>A cache for tests of what happens to a finished model, whichever build computes it.</summary>
    public string FinishedModels => Path.Combine(Folder, "finished");

    /// <summary>The package file.</summary>
    public string PackageFile => Path.Combine(Feed, $"MPruner.Build.{Version}.nupkg");

    /// <summary>The folder of a version that a consumer's restore has unpacked.</summary>
    public string Unpacked(string? version = null) => Path.Combine(Packages, "mpruner.build", version ?? Version);

    /// <summary>Packs what has been built once more, as another version.</summary>
    public void Pack(string version)
    {
        string configuration = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;
        string project = Path.Combine(Repository.Root, "src", "MPruner.Build", "MPruner.Build.csproj");
        string[] options = ["--no-build", "-c", configuration, "-o", Feed, $"-p:PackageVersion={version}"];
        using Process pack = Process.Start("dotnet", ["pack", project, .. options, "-nodeReuse:false", "-v:quiet", "-nologo"]);
        pack.WaitForExit();
        Assert.Equal(0, pack.ExitCode);
    }

    /// <inheritdoc/>
    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
