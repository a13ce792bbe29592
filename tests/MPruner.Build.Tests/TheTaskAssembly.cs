using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace MPruner.Build.Tests;

public sealed class TheTaskAssembly
{
    [Fact]
    [Row(19)]
    public void ReferencesMSBuildAndTheFrameworkOnly()
    {
        using var file = new PEReader(File.OpenRead(typeof(PruneModels).Assembly.Location));
        MetadataReader metadata = file.GetMetadataReader();

        IEnumerable<string> references = metadata.AssemblyReferences
            .Select(handle => metadata.GetString(metadata.GetAssemblyReference(handle).Name))
            .Order(StringComparer.Ordinal);

        Assert.Equal(["Microsoft.Build.Framework", "Microsoft.Build.Utilities.Core", "netstandard"], references);
    }

    [Fact]
    public void KeepsNoStateBetweenTasks() =>
        Assert.Empty(typeof(PruneModels).Assembly.GetTypes()
            .SelectMany(type => type.GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic))
            .Where(field => !field.IsInitOnly && !field.IsLiteral)
            .Where(field => !field.Name.StartsWith('<') && !field.DeclaringType!.Name.StartsWith('<'))
            .Select(field => $"{field.DeclaringType}.{field.Name}"));
}
