using MPruner.Core;
using MPruner.Docs.Tests.Documents;
using MPruner.Tool;
using MPruner.Tool.Requests;

namespace MPruner.Docs.Tests.Projects;

/// <summary>Lines for projects, and the C# that goes with them.</summary>
public sealed class EveryProjectLine(BuiltProjects projects) : IClassFixture<BuiltProjects>
{
    public static TheoryData<string> Blocks => [.. Rules.Blocks(Rule.Project).Concat(Rules.Blocks(Rule.Program)).Select(block => block.Id)];

    public static TheoryData<string> Inline => [.. ProjectText.Inline().Select(code => code.Id)];

    [Theory]
    [MemberData(nameof(Blocks))]
    public void OfABlockBuilds(string id) => Assert.Empty(projects.Errors(id));

    [Theory]
    [MemberData(nameof(Inline))]
    public void InTheTextBuilds(string id) => Assert.Empty(projects.Errors(id));

    [Fact]
    public void OfAnItemHasMetadataThatThePackageAccepts() => Assert.Empty(projects.Errors(BuiltProjects.AllAttributes));

    [Fact]
    public void MakesARequestThatTheToolAccepts()
    {
        var requests = projects.Requests().ToList();

        Assert.NotEmpty(requests);
        Assert.Empty(requests.Select(Fault).OfType<string>());
    }

    [Fact]
    public void OfTheDescribedRequestIsAccepted() => Assert.All(Rules.Blocks(Rule.Request), block =>
    {
        string file = Path.GetTempFileName();
        File.WriteAllText(file, block.Text);
        BuildRequest request = BuildRequestReader.Read(file, new PruningOptions());
        File.Delete(file);

        Assert.NotEmpty(request.Models);
    });

    private static string? Fault((string Id, string File) request)
    {
        try
        {
            _ = BuildRequestReader.Read(request.File, new PruningOptions());
            return null;
        }
        catch (ToolException exception)
        {
            return $"{request.Id}: {exception.Message}";
        }
    }
}
