using System.IO.Compression;
using MPruner.Build.Tests.Consuming;

namespace MPruner.Docs.Tests;

/// <summary>The packages of this checkout for projects of the documents: nothing is downloaded, and nothing large is copied.</summary>
internal static class CheckoutPackages
{
    /// <summary>Also brings libtorch for other systems, 700 MB; a package of this name stands in that asks for Linux's alone.</summary>
    private const string TorchSharpCpu = "TorchSharp-cpu";

    private static readonly string[] NotLinked = ["torchsharp-cpu", "mpruner", "mpruner.build"];

    /// <summary>Makes the checkout's packages appear as unpacked in a NuGet packages folder.</summary>
    public static void LinkInto(string folder)
    {
        Directory.CreateDirectory(folder);
        foreach (string package in Directory.GetDirectories(EnginePackages.Folder))
        {
            string name = Path.GetFileName(package);
            if (!NotLinked.Contains(name) && !Path.Exists(Path.Combine(folder, name)))
            {
                Directory.CreateSymbolicLink(Path.Combine(folder, name), package);
            }
        }
    }

    /// <summary>Puts the package that stands in for TorchSharp's into a feed.</summary>
    public static void PackTorchSharp(string feed)
    {
        string version = VersionOf("torchsharp");
        string file = Path.Combine(feed, $"{TorchSharpCpu}.{version}.nupkg");
        if (File.Exists(file))
        {
            return;
        }

        using ZipArchive archive = ZipFile.Open(file, ZipArchiveMode.Create);
        using var writer = new StreamWriter(archive.CreateEntry(TorchSharpCpu + ".nuspec").Open());
        writer.Write($"""
            <package>
              <metadata>
                <id>{TorchSharpCpu}</id><version>{version}</version><authors>test</authors><description>test</description>
                <dependencies>
                  <group targetFramework="net6.0">
                    <dependency id="TorchSharp" version="[{version}]" />
                    <dependency id="libtorch-cpu-linux-x64" version="[{VersionOf("libtorch-cpu-linux-x64")}]" />
                  </group>
                </dependencies>
              </metadata>
            </package>
            """);
    }

    /// <summary>The version that the checkout's own projects use.</summary>
    private static string VersionOf(string package) =>
        Parent(package == "torchsharp" ? EnginePackages.LibTorchSharp : EnginePackages.LibTorch + "/x");

    /// <summary>Of <c>…/VERSION/runtimes/linux-x64/native/FILE</c>.</summary>
    private static string Parent(string file) => new DirectoryInfo(Path.GetDirectoryName(file)!).Parent!.Parent!.Parent!.Name;
}
