using System.Diagnostics;
using MPruner.Build.Tests.Consuming;

namespace MPruner.Docs.Tests.Shell;

/// <summary>A feed as eng/pack.sh leaves it: the package and the tool, of the last build, of one version.</summary>
internal sealed class PackedTool
{
    private static readonly Lock Gate = new();
    private static PackedTool? packed;
    private readonly PackedPackage package;

    private PackedTool(PackedPackage package)
    {
        this.package = package;
        string configuration = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;
        string project = Path.Combine(Repository.Root, "src", "MPruner.Tool", "MPruner.Tool.csproj");
        string[] options = ["--no-build", "-c", configuration, "-o", package.Feed, $"-p:PackageVersion={package.Version}"];
        using Process pack = Process.Start("dotnet", ["pack", project, .. options, "-nodeReuse:false", "-v:quiet", "-nologo"]);
        pack.WaitForExit();
        Assert.Equal(0, pack.ExitCode);
        CheckoutPackages.PackTorchSharp(package.Feed);
        CheckoutPackages.LinkInto(package.Packages);
    }

    /// <summary>Packs the tool beside the package, once for all tests.</summary>
    public static PackedTool Beside(PackedPackage package)
    {
        lock (Gate)
        {
            return packed ??= new PackedTool(package);
        }
    }

    /// <summary>What stands for <c>artifacts/packages</c>.</summary>
    public string Feed => package.Feed;

    /// <summary>The version of both.</summary>
    public string Version => package.Version;

    /// <summary>A folder of its own, below the one whose <c>nuget.config</c> names the feed.</summary>
    public string NewFolder(string name)
    {
        string folder = Path.Combine(package.Folder, Guid.NewGuid().ToString("N"), name);
        Directory.CreateDirectory(folder);
        return folder;
    }

    /// <summary>The cache of all commands of all documents.</summary>
    public string Cache => Path.Combine(package.Folder, "cache");
}
