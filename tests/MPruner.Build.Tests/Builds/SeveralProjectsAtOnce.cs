using MPruner.Build.Tests.Consuming;

namespace MPruner.Build.Tests.Builds;

/// <summary>Twelve projects that share three models, built in parallel with an empty cache.</summary>
public sealed class SeveralProjectsAtOnce(PackedPackage package)
{
    private const int Models = 3;

    [Fact]
    [Row(18)]
    [Row(28)]
    [Row(29)]
    public void ComputeEachModelOnceHoweverMSBuildSchedulesThem()
    {
        var solution = new SharedModels(package, projects: 12, Models);

        AssertEachOnce(solution, "-m:4");
        AssertEachOnce(solution, "-m:4", "-mt");
        AssertEachOnce(solution, "-m:4", "-graph");
        AssertEachOnce(solution, "-m:4", "-graph", "-isolate");
    }

    private static void AssertEachOnce(SharedModels solution, params string[] arguments)
    {
        BuildRun build = solution.BuildAnew(arguments).Succeeded();

        Assert.Empty(build.Warnings);
        Assert.Equal(Models, solution.Computed());
        byte[]?[] resources = [.. solution.Resources(Models)];
        Assert.All(resources, Assert.NotNull);
        Assert.Equal(Models, resources.Select(Convert.ToHexString!).Distinct().Count());
    }
}
