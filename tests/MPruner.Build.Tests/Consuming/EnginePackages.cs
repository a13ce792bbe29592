using System.IO.Compression;
using System.Reflection;

namespace MPruner.Build.Tests.Consuming;

/// <summary>The packages that an app runs models with, taken from where this checkout has them: nothing is downloaded.</summary>
internal static class EnginePackages
{
    /// <summary>The checkout's NuGet packages folder.</summary>
    public static string Folder { get; } = Metadata("PackagesFolder");

    /// <summary>What an app references for TorchSharp on Linux.</summary>
    public static string TorchSharp { get; } = $"""
        <ItemGroup>
          <PackageReference Include="TorchSharp" Version="{Metadata("TorchSharpVersion")}" />
          <PackageReference Include="libtorch-cpu-linux-x64" Version="{Metadata("LibTorchVersion")}" />
        </ItemGroup>
        """;

    /// <summary>The folder of libtorch's libraries in its package.</summary>
    public static string LibTorch { get; } =
        Path.Combine(Folder, "libtorch-cpu-linux-x64", Metadata("LibTorchVersion"), "runtimes", "linux-x64", "native");

    /// <summary>TorchSharp's native library as its package has it.</summary>
    public static string LibTorchSharp { get; } =
        Path.Combine(Folder, "torchsharp", Metadata("TorchSharpVersion"), "runtimes", "linux-x64", "native", "libLibTorchSharp.so");

    /// <summary>Lets a consumer's restore take the checkout's packages where they lie.</summary>
    public static void Offer(Consumer consumer) => WriteConfiguration(consumer, $"""
        <fallbackPackageFolders><add key="checkout" value="{Folder}" /></fallbackPackageFolders>
        """);

    /// <summary>Lets a consumer's restore unpack libtorch into the consumer's own packages folder.</summary>
    public static void OfferPackedLibTorch(Consumer consumer) => WriteConfiguration(consumer, $"""
        <packageSources>
          <add key="libtorch" value="{Path.Combine(Folder, "libtorch-cpu-linux-x64", Metadata("LibTorchVersion"))}" />
        </packageSources>
        """);

    /// <summary>Puts a package into a feed that has libtorch's files, with nothing in them, under another version.</summary>
    public static void PackOtherLibTorch(string feed, string version)
    {
        using ZipArchive package = ZipFile.Open(Path.Combine(feed, $"libtorch-cpu-linux-x64.{version}.nupkg"), ZipArchiveMode.Create);
        Write("libtorch-cpu-linux-x64.nuspec", $"""
            <package>
              <metadata>
                <id>libtorch-cpu-linux-x64</id><version>{version}</version><authors>test</authors><description>test</description>
              </metadata>
            </package>
            """);
        foreach (string library in new[] { "libc10.so", "libtorch_cpu.so", "libtorch.so" })
        {
            Write("runtimes/linux-x64/native/" + library, "");
        }

        void Write(string path, string content)
        {
            using var writer = new StreamWriter(package.CreateEntry(path).Open());
            writer.Write(content);
        }
    }

    private static void WriteConfiguration(Consumer consumer, string sections) =>
        File.WriteAllText(consumer.PathOf("nuget.config"), $"<configuration>{sections}</configuration>");

    private static string Metadata(string key) =>
        typeof(EnginePackages).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(attribute => attribute.Key == key).Value!;
}
