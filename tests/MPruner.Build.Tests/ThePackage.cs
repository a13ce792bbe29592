using System.IO.Compression;
using System.Security.Cryptography;
using MPruner.Build.Tests.Consuming;

namespace MPruner.Build.Tests;

public sealed class ThePackage(PackedPackage package)
{
    [Fact]
    [Row(45)]
    public void HasTheseFilesAndTheTool()
    {
        using ZipArchive archive = ZipFile.OpenRead(package.PackageFile);
        string[] files = [.. archive.Entries.Select(entry => entry.FullName).Where(name => !IsOfNuGet(name))];

        Assert.Equal(
            [
                "CHANGELOG.md", "LICENSE", "MPruner.Build.nuspec", "README.md", "build/MPruner.Build.props", "build/MPruner.Build.targets",
                "buildMultiTargeting/MPruner.Build.props", "docs/errors.md", "icon.png", "tasks/netstandard2.0/MPruner.Build.Tasks.dll",
            ],
            files.Where(name => !name.StartsWith("tools/", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
        Assert.All(
            files.Where(name => name.StartsWith("tools/", StringComparison.Ordinal)),
            name => Assert.StartsWith("tools/net10.0/any/", name, StringComparison.Ordinal));
        Assert.Contains("tools/net10.0/any/mpruner.dll", files);
        Assert.Contains("tools/net10.0/any/mpruner.pdb", files);
        Assert.DoesNotContain(files, name => name.Contains("torch_cpu", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    [Row(45)]
    public void IsSmallEnoughForAnyFeed() => Assert.InRange(new FileInfo(package.PackageFile).Length, 1, 20_000_000);

    [Fact]
    [Row(45)]
    public void DependsOnNothingAndNamesItsLicence()
    {
        using ZipArchive archive = ZipFile.OpenRead(package.PackageFile);
        using var reader = new StreamReader(archive.GetEntry("MPruner.Build.nuspec")!.Open());
        string nuspec = reader.ReadToEnd();

        Assert.DoesNotContain("<dependency ", nuspec, StringComparison.Ordinal);
        Assert.Contains("<developmentDependency>true</developmentDependency>", nuspec, StringComparison.Ordinal);
        Assert.Contains("<license ", nuspec, StringComparison.Ordinal);
        Assert.Contains("<readme>README.md</readme>", nuspec, StringComparison.Ordinal);
        Assert.Contains("<icon>icon.png</icon>", nuspec, StringComparison.Ordinal);
    }

    [Fact]
    [Row(45)]
    public void PackedAgainHasTheSameContents()
    {
        string version = package.Version + ".again";
        package.Pack(version);

        Assert.Equal(Contents(package.PackageFile), Contents(Path.Combine(package.Feed, $"MPruner.Build.{version}.nupkg")));
    }

    /// <summary>Whether NuGet itself writes it.</summary>
    private static bool IsOfNuGet(string name) =>
        name is "[Content_Types].xml" or "_rels/.rels" || name.EndsWith(".psmdcp", StringComparison.Ordinal);

    /// <summary>The hash of every file but those that have the version or the time of packing.</summary>
    private static SortedDictionary<string, string> Contents(string file)
    {
        using ZipArchive archive = ZipFile.OpenRead(file);
        return new(archive.Entries
            .Where(entry => !IsOfNuGet(entry.FullName) && !entry.FullName.EndsWith(".nuspec", StringComparison.Ordinal))
            .ToDictionary(entry => entry.FullName, Hash));

        static string Hash(ZipArchiveEntry entry)
        {
            using Stream content = entry.Open();
            return Convert.ToHexString(SHA256.HashData(content));
        }
    }
}
