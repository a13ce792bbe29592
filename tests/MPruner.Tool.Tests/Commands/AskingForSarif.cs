using MPruner.Tool.Commands;
using Newtonsoft.Json.Linq;

namespace MPruner.Tool.Tests.Commands;

public sealed class AskingForSarif : IDisposable
{
    private readonly ToolSandbox sandbox = new();
    private readonly string broken;

    public AskingForSarif() => broken = sandbox.Folder.Write("model.pt", [1, 2, 3]);

    private string Sarif => sandbox.Folder["logs/findings.sarif"];

    public void Dispose() => sandbox.Dispose();

    [Fact]
    public void WritesTheErrorOfACommandThatFails()
    {
        Assert.Equal(3, Run("inspect", broken, "--sarif", Sarif));

        var run = JObject.Parse(File.ReadAllText(Sarif))["runs"]!.Single();
        Assert.Equal("MPR1001", (string?)run["results"]!.Single()["ruleId"]);
        Assert.Equal(3, (int)run["invocations"]!.Single()["exitCode"]!);
        Assert.Contains(" : error MPR1001: ", sandbox.Error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void WritesALogWithoutResultsWhereAllIsWell()
    {
        Assert.Equal(0, Run("inspect", Path.Combine(Repository.Fixtures, "bert.traced.pt"), "--sarif", Sarif));

        var run = JObject.Parse(File.ReadAllText(Sarif))["runs"]!.Single();
        Assert.Empty(run["results"]!);
        Assert.True((bool)run["invocations"]!.Single()["executionSuccessful"]!);
    }

    [Theory]
    [InlineData("inspect", "--sarif", "MODEL")]
    [InlineData("inspect", "MODEL", "--sarif")]
    [InlineData("inspect", "MODEL", "--treshold", "1", "--sarif", "MODEL")]
    public void AMalformedCommandLineWritesNothing(params string[] args) => CheckUntouched("MPR5001", args);

    [Theory]
    [InlineData("inspect", "MODEL", "--sarif", "MODEL")]
    [InlineData("verify", "original.pt", "MODEL", "--sarif", "MODEL")]
    public void TheLogNeverReplacesAModel(params string[] args) => CheckUntouched("MPR5005", args);

    [Fact]
    public void AFileThatCannotBeWrittenIsAnErrorBesideTheOthers()
    {
        Assert.Equal(3, Run("inspect", broken, "--sarif", Path.Combine(broken, "findings.sarif")));

        Assert.Matches("^[^\n]+ : error MPR1001: [^\n]+\n[^\n]+ : error MPR5006: [^\n]+\n$", sandbox.Error.ToString());
    }

    private void CheckUntouched(string code, string[] args)
    {
        Assert.Equal(2, Run([.. args.Select(arg => arg == "MODEL" ? broken : arg)]));

        Assert.Matches($"^[^\n]+ : error {code}: [^\n]+\n$", sandbox.Error.ToString());
        Assert.Equal([1, 2, 3], File.ReadAllBytes(broken));
    }

    private int Run(params string[] args) => CommandTree.Run(args, sandbox.Context);
}
