namespace MPruner.Build.Tests.Consuming;

/// <summary>A solution of several projects that share a few models in one folder.</summary>
internal sealed class SharedModels
{
    private readonly Consumer first;

    /// <summary>Makes it; each project uses every model that its number leads to, in turn.</summary>
    /// <param name="package">The package.</param>
    /// <param name="projects">The number of projects.</param>
    /// <param name="models">The number of models.</param>
    public SharedModels(PackedPackage package, int projects, int models)
    {
        first = new Consumer(package, "") { ProjectFile = "All.slnx" };
        for (int model = 0; model < models; model++)
        {
            first.AddModel($"models/m{model}.pt", seed: model + 1);
        }

        File.Delete(first.PathOf("Consumer.csproj"));
        File.Move(first.PathOf("Library.cs"), first.PathOf("models", "Library.cs"));
        File.WriteAllText(first.PathOf("Directory.Build.props"), $"""
            <Project>
              <PropertyGroup>
                <TargetFramework>net10.0</TargetFramework>
                <MPrunerCacheDir>{first.Cache}</MPrunerCacheDir>
              </PropertyGroup>
            </Project>
            """);
        Names = [.. Enumerable.Range(0, projects).Select(i => $"P{i}")];
        foreach ((string name, int i) in Names.Select((name, i) => (name, i)))
        {
            Directory.CreateDirectory(first.PathOf(name));
            File.WriteAllText(first.PathOf(name, name + ".csproj"), $"""
                <Project Sdk="Microsoft.NET.Sdk">
                  <ItemGroup>
                    <PackageReference Include="MPruner.Build" Version="{package.Version}" PrivateAssets="all" />
                    <Compile Include="../models/Library.cs" />
                    <PruneModel Include="../models/m{i % models}.pt" {Items.RemoveAnyway} />
                  </ItemGroup>
                </Project>
                """);
        }

        File.WriteAllText(
            first.PathOf("All.slnx"),
            $"<Solution>{string.Concat(Names.Select(name => $"<Project Path=\"{name}/{name}.csproj\" />"))}</Solution>");
    }

    /// <summary>The names of the projects.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>Builds the solution, with nothing in the cache and nothing built before.</summary>
    public BuildRun BuildAnew(params string[] arguments)
    {
        if (Directory.Exists(first.Cache))
        {
            Directory.Delete(first.Cache, recursive: true);
        }

        foreach (string folder in Names.SelectMany(name => new[] { first.PathOf(name, "obj", "Debug"), first.PathOf(name, "bin") }))
        {
            if (Directory.Exists(folder))
            {
                Directory.Delete(folder, recursive: true);
            }
        }

        return first.Build(arguments);
    }

    /// <summary>How many runs of the tool have computed a model, and not taken it from the cache.</summary>
    public int Computed() => Names
        .Select(name => first.PathOf(name, "obj", "Debug", "net10.0", "mpruner", "mpruner.log"))
        .Where(File.Exists)
        .SelectMany(File.ReadLines)
        .Count(line => line.Contains(" blocks removed", StringComparison.Ordinal) && !line.Contains("(cached)", StringComparison.Ordinal));

    /// <summary>The resources of all projects, in order.</summary>
    public IEnumerable<byte[]?> Resources(int models) =>
        Names.Select((name, i) => first.Resource($"m{i % models}.pt", $"{name}/bin/Debug/net10.0/{name}.dll"));
}
