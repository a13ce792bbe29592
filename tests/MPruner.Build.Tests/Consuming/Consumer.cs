using System.Diagnostics;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace MPruner.Build.Tests.Consuming;

/// <summary>A real project in a folder of its own that restores the packed package and nothing else.</summary>
public sealed class Consumer
{
    private const string OneFramework = "<TargetFramework>net10.0</TargetFramework>";
    private readonly PackedPackage package;
    private int builds;
    private bool restored;

    /// <summary>Makes a class library with the given items and, before them, properties.</summary>
    public Consumer(PackedPackage package, string items, string properties = OneFramework, string name = "Consumer")
    {
        this.package = package;
        Folder = Path.Combine(package.Folder, Guid.NewGuid().ToString("N"), name);
        Directory.CreateDirectory(Folder);
        File.WriteAllText(PathOf("Library.cs"), "namespace Consumer; public sealed class Library;");
        Project(items, properties);
    }

    /// <summary>The project's folder.</summary>
    public string Folder { get; }

    /// <summary>The file that is built; the constructor writes <c>Consumer.csproj</c>.</summary>
    public string ProjectFile { get; set; } = "Consumer.csproj";

    /// <summary>A command that starts its builds, such as <c>unshare</c>; empty for none.</summary>
    public IReadOnlyList<string> Launcher { get; set; } = [];

    /// <summary>Environment variables of its builds, beside the test's own.</summary>
    public Dictionary<string, string> Environment { get; } = [];

    /// <summary>The cache that its builds share with nobody, unless they take finished models.</summary>
    public string Cache => Path.Combine(Path.GetDirectoryName(Folder)!, "cache");

    /// <summary>Lets its builds take models that another test's builds have finished: pruning takes most of a small build's time.</summary>
    public void TakeFinishedModels() => Environment["MPrunerCacheDir"] = package.FinishedModels;

    /// <summary>The pruned model of the item with this file name.</summary>
    public string Pruned(string model = "model.pt") => PathOf("obj", "Debug", "net10.0", "mpruner", model);

    /// <summary>Written by the last run that started the tool; absent where the cache answered.</summary>
    public string ToolLog => Pruned("mpruner.log");

    /// <summary>A path below the project's folder.</summary>
    public string PathOf(params string[] parts) => Path.Combine([Folder, .. parts]);

    /// <summary>Rewrites the project file. Whole blocks alone are removed, in half the time.</summary>
    public void Project(string items, string properties = OneFramework, string? version = null)
    {
        restored = false;
        File.WriteAllText(PathOf("Consumer.csproj"), $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                {properties}
                <MPrunerCacheDir Condition="'$(MPrunerCacheDir)' == ''">{Cache}</MPrunerCacheDir>
              </PropertyGroup>
              <ItemDefinitionGroup>
                <PruneModel>
                  <Width>false</Width>
                </PruneModel>
              </ItemDefinitionGroup>
              <ItemGroup>
                <PackageReference Include="MPruner.Build" Version="{version ?? package.Version}" PrivateAssets="all" />
              </ItemGroup>
              {items}
            </Project>
            """);
    }

    /// <summary>Deletes what git would not keep.</summary>
    public void DeleteOutputs()
    {
        restored = false;
        Directory.Delete(PathOf("obj"), recursive: true);
        Directory.Delete(PathOf("bin"), recursive: true);
    }

    /// <summary>A model of three residual blocks over eight numbers, with enough data to measure and judge it.</summary>
    public void AddModel(string name = "model.pt", string fixture = "parent_adds_in_loop.scripted.pt", int seed = 1)
    {
        string path = PathOf(name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.Copy(Path.Combine(Repository.Fixtures, fixture), path, overwrite: true);
        File.WriteAllBytes(Path.ChangeExtension(path, null) + ".calibration.npz", Examples.Npz("x", 192, 8, seed));
        File.WriteAllBytes(Path.ChangeExtension(path, null) + ".evaluation.npz", Examples.Npz("x", 96, 8, seed + 1));
    }

    /// <summary>Runs <c>dotnet build</c> with a binary log.</summary>
    public BuildRun Build(params string[] arguments)
    {
        using Process process = Start(restored ? ["--no-restore", .. arguments] : arguments, out string log);
        process.WaitForExit();
        restored |= process.ExitCode == 0 && !arguments.Contains("-t:Clean");
        return new BuildRun(process.ExitCode, log);
    }

    /// <summary>What MSBuild answers to <c>-getItem</c> or <c>-getProperty</c>, without building.</summary>
    public string Evaluate(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", ["msbuild", ProjectFile, "-nologo", "-nodeReuse:false", .. arguments])
        {
            WorkingDirectory = Folder,
            RedirectStandardOutput = true,
        };
        using Process process = Process.Start(start)!;
        string answer = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
        return answer;
    }

    /// <summary>Starts <c>dotnet build</c>, for tests that interrupt it.</summary>
    /// <remarks>A process that a shell starts in the background ignores SIGINT, and so do its children: hence <c>env</c>.</remarks>
    public Process Start(string[] arguments, out string log)
    {
        // The option takes no path with a semicolon, and the project's folder may have one.
        log = Path.Combine(Path.GetDirectoryName(Folder)!, $"build{++builds}.binlog");
        string[] options = ["-nologo", "-noConsoleLogger", "-nodeReuse:false", "-m:1", $"-bl:{log}"];
        string[] command = ["--default-signal=INT", .. Launcher, "dotnet", "build", ProjectFile, .. options, .. arguments];
        var start = new ProcessStartInfo("env", command)
        {
            WorkingDirectory = Folder,
        };
        bool IsOfMSBuild(string name) => name.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase);
        foreach (string variable in start.Environment.Keys.Where(IsOfMSBuild).ToArray())
        {
            start.Environment.Remove(variable);
        }

        foreach ((string name, string value) in Environment)
        {
            start.Environment[name] = value;
        }

        return Process.Start(start)!;
    }

    /// <summary>The manifest resource of the built assembly; null where it has none of this name.</summary>
    public byte[]? Resource(string logicalName, string assembly = "bin/Debug/net10.0/Consumer.dll")
    {
        using var file = new PEReader(File.OpenRead(PathOf(assembly)));
        MetadataReader metadata = file.GetMetadataReader();
        foreach (ManifestResource resource in metadata.ManifestResources.Select(metadata.GetManifestResource))
        {
            if (metadata.GetString(resource.Name) == logicalName)
            {
                BlobReader section = file.GetSectionData(file.PEHeaders.CorHeader!.ResourcesDirectory.RelativeVirtualAddress).GetReader();
                section.Offset = (int)resource.Offset;
                return section.ReadBytes(section.ReadInt32());
            }
        }

        return null;
    }
}
