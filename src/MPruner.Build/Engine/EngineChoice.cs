using System.Reflection;
using MPruner.Shared.Natives;

namespace MPruner.Build.Engine;

/// <summary>What the build tells the tool about libtorch, and which libtorch the tool will therefore load.</summary>
internal sealed class EngineChoice
{
    private readonly LibTorchPlaces places;
    private readonly string projectDirectory;

    /// <summary>Takes what a project says.</summary>
    /// <param name="tool">The tool: <c>mpruner.dll</c>, absolute.</param>
    /// <param name="projectDirectory">The folder in which the tool runs, absolute.</param>
    /// <param name="variables">The variables that are set for the tool; where one is missing, the build's own environment counts.</param>
    public EngineChoice(string tool, string projectDirectory, IReadOnlyDictionary<string, string> variables)
    {
        this.projectDirectory = projectDirectory;
        places = new LibTorchPlaces(
            name => variables.TryGetValue(name, out string? value) ? value : Environment.GetEnvironmentVariable(name),
            Path.GetDirectoryName(tool)!,
            Version,
            NativeNames.RuntimeIdentifier);
    }

    /// <summary>Whether the user names the folder of libtorch.</summary>
    public bool IsNamed => places.AreNamed;

    private static string Version => typeof(EngineChoice).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(metadata => metadata.Key == "LibTorchVersion").Value!;

    /// <summary>The variables for a tool.</summary>
    /// <param name="named">The folder that the project names; empty for none.</param>
    /// <param name="natives">The native files of the project's packages.</param>
    /// <param name="packages">The NuGet packages folder.</param>
    public static IReadOnlyDictionary<string, string> Variables(string named, IEnumerable<string> natives, string packages)
    {
        // A folder that the user names takes precedence; the tool checks what it finds in the other two.
        var variables = new Dictionary<string, string>
        {
            [LibTorchVariables.OfProject] = string.Join(Path.PathSeparator.ToString(), ProjectNatives.OfThisMachine().Find(natives)),
            [LibTorchVariables.Packages] = packages,
        };
        if (named.Length > 0)
        {
            variables[LibTorchVariables.Named] = named;
        }

        return variables;
    }

    /// <summary>The libraries that will be loaded; empty where this machine has none.</summary>
    public IReadOnlyList<string> Libraries() => places.Folders(() => [])
        .Select(folder => Path.GetFullPath(Path.Combine(projectDirectory, folder)))
        .Where(folder => LibTorchPlaces.VersionOf(folder) is not { } version || version.Split('+')[0] == Version)
        .Select(LibTorchFiles.In)
        .FirstOrDefault(files => files.Count > 0) ?? [];
}
