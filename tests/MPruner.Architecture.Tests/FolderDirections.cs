namespace MPruner.Architecture.Tests;

/// <summary>Within a project, too, dependencies have one direction. A new folder needs a row here.</summary>
public sealed class FolderDirections
{
    private static readonly string[] Nothing = [];

    private static readonly Dictionary<string, FolderRules> Projects = new()
    {
        ["mpruner"] = new FolderRules()
            .Add("Shared.Files")
            .Add("Shared.Caching")
            .Add("Shared.Reporting")
            .Add("Shared.Requests")
            .Add("Tool")
            .Add("Tool.Options", "Tool")
            .Add("Tool.Files", "Tool", "Shared.Files")
            .Add("Tool.Data", "Tool", "Tool.Files", "Shared.Requests")
            .Add("Tool.Caching", "Tool.Options", "Shared.Files", "Shared.Caching")
            .Add("Tool.Reporting", "Tool", "Shared.Reporting")
            .Add("Tool.Engine", "Tool", "Tool.Reporting", "Shared.Caching")
            .Add("Tool.Running", "Tool", "Tool.Files", "Tool.Data", "Tool.Caching", "Tool.Reporting", "Tool.Engine", "Shared.Files")
            .Add("Tool.Requests", "Tool", "Tool.Options", "Tool.Files", "Tool.Running", "Shared.Requests")
            .Add(
                "Tool.Commands",
                "Tool",
                "Tool.Options",
                "Tool.Files",
                "Tool.Data",
                "Tool.Caching",
                "Tool.Reporting",
                "Tool.Engine",
                "Tool.Running",
                "Tool.Requests",
                "Shared.Caching")
            .Add("", "Tool.Engine", "Tool.Running", "Tool.Commands"),
        ["MPruner.Build.Tasks"] = new FolderRules()
            .Add("Elf")
            .Add("Shared.Files")
            .Add("Shared.Caching")
            .Add("Shared.Natives")
            .Add("Shared.Reporting")
            .Add("Shared.Requests")
            .Add("Build.Engine", "Shared.Natives")
            .Add("Build.Reporting", "Shared.Reporting")
            .Add("Build.Requests", "Shared.Files", "Shared.Reporting", "Shared.Requests")
            .Add("Build.Caching", "Build.Requests", "Shared.Files", "Shared.Caching", "Shared.Reporting")
            .Add(
                "Build",
                "Build.Engine",
                "Build.Reporting",
                "Build.Requests",
                "Build.Caching",
                "Elf",
                "Shared.Files",
                "Shared.Caching",
                "Shared.Natives",
                "Shared.Reporting"),
    };

    public static TheoryData<string> Assemblies => new(Projects.Keys);

    [Theory]
    [MemberData(nameof(Assemblies))]
    public void EveryFolderUsesOnlyWhatItMay(string assembly) => Assert.Equal(Nothing, Projects[assembly].Violations(Uses(assembly)));

    [Theory]
    [MemberData(nameof(Assemblies))]
    public void NoTwoFoldersDependOnEachOther(string assembly) => Assert.Equal(Nothing, Projects[assembly].Upwards());

    [Fact]
    public void AFolderWithoutARowIsReported() =>
        Assert.Contains("Tool.Files is not listed", Projects["mpruner"].Without("Tool.Files").Violations(Uses("mpruner")));

    [Fact]
    public void AUseThatNoRowAllowsIsReported()
    {
        var rules = Projects["mpruner"].Without("Tool.Running").Add("Tool.Running");

        Assert.Contains("Tool.Running uses Tool.Caching", rules.Violations(Uses("mpruner")));
    }

    [Fact]
    public void ARowThatUsesALaterOneIsReported() =>
        Assert.Equal(["A may use B, which is not listed above it"], new FolderRules().Add("A", "B").Add("B").Upwards());

    private static IEnumerable<(string User, string Used)> Uses(string assembly) => AssemblyFile.Of(assembly).NamespaceUses();
}
