using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace MPruner.Architecture.Tests;

/// <summary>What an assembly says about itself, read without loading it.</summary>
internal sealed class AssemblyFile(string path)
{
    private const string TaskAssembly = "MPruner.Build.Tasks";

    /// <summary>An assembly that the tool brings along, by its name.</summary>
    public static AssemblyFile OfTool(string name) => new(Path.Combine(AppContext.BaseDirectory, name + ".dll"));

    /// <summary>An assembly of this repository, by its name.</summary>
    public static AssemblyFile Of(string name) => name == TaskAssembly ? OfTask() : OfTool(name);

    /// <summary>The MSBuild task's assembly, which nothing may reference.</summary>
    public static AssemblyFile OfTask()
    {
        var output = Path.Combine(Repository.Root, "src", "MPruner.Build", "bin", Metadata("Configuration"));
        return new(Path.Combine(output, "netstandard2.0", TaskAssembly + ".dll"));
    }

    /// <summary>Packages whose names look like the platform's own.</summary>
    private static readonly HashSet<string> SystemPackages = ["System.CommandLine", "System.IO.Hashing"];

    /// <summary>The names of all referenced assemblies except the platform's own.</summary>
    public IEnumerable<string> References() => Read(reader => reader.AssemblyReferences
        .Select(handle => reader.GetString(reader.GetAssemblyReference(handle).Name))
        .Where(name => name is not ("netstandard" or "mscorlib" or "Microsoft.Win32.Primitives"))
        .Where(name => !name.StartsWith("System.", StringComparison.Ordinal) || SystemPackages.Contains(name))
        .Order(StringComparer.Ordinal));

    /// <summary>The members of other assemblies' types that are used: <c>System.IO.File.ReadAllBytes</c>.</summary>
    public IEnumerable<string> UsedMembers() => Read(reader => reader.MemberReferences
        .Select(handle => reader.GetMemberReference(handle))
        .Where(member => member.Parent.Kind == HandleKind.TypeReference)
        .Select(member => (Type: reader.GetTypeReference((TypeReferenceHandle)member.Parent), member.Name))
        .Select(member => (member.Type.Namespace, TypeName: member.Type.Name, member.Name))
        .Select(member => $"{reader.GetString(member.Namespace)}.{reader.GetString(member.TypeName)}.{reader.GetString(member.Name)}"));

    /// <summary>Every pair of namespaces of which the first uses the second, both within this assembly.</summary>
    public IReadOnlyList<(string User, string Used)> NamespaceUses()
    {
        using var file = new PEReader(File.OpenRead(path));
        return [.. new TypeUses(file, file.GetMetadataReader()).Namespaces()];
    }

    /// <summary>The methods with more parameters than the limit.</summary>
    public IEnumerable<string> MethodsWithMoreParametersThan(int limit) => Read(reader => new ParameterCounts(reader).Over(limit));

    private static string Metadata(string key) =>
        typeof(AssemblyFile).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(attribute => attribute.Key == key).Value!;

    private string[] Read(Func<MetadataReader, IEnumerable<string>> read)
    {
        using var file = new PEReader(File.OpenRead(path));
        return [.. read(file.GetMetadataReader())];
    }
}
