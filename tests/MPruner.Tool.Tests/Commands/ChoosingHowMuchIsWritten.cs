using MPruner.Tool.Commands;

namespace MPruner.Tool.Tests.Commands;

public sealed class ChoosingHowMuchIsWritten : IDisposable
{
    private readonly ToolSandbox sandbox = new();

    public void Dispose() => sandbox.Dispose();

    [Theory]
    [InlineData("quiet")]
    [InlineData("q")]
    public void QuietWritesNothing(string level)
    {
        Assert.Equal(0, Inspect("--verbosity", level));

        Assert.Empty(sandbox.Out.ToString());
    }

    [Fact]
    public void QuietStillWritesTheJsonThatWasAskedFor()
    {
        Assert.Equal(0, Inspect("-v", "q", "--json"));

        Assert.StartsWith("{", sandbox.Out.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("minimal")]
    [InlineData("m")]
    public void MinimalWritesOneLine(string level)
    {
        Assert.Equal(0, Inspect("-v", level));

        Assert.Matches("^[^\n]+bert.traced.pt: 2,675 parameters, 4 blocks in 1 chain\n$", sandbox.Out.ToString());
    }

    [Fact]
    public void TheLevelMayStandBeforeTheCommand()
    {
        Assert.Equal(0, CommandTree.Run(["-v", "q", "inspect", Model], sandbox.Context));

        Assert.Empty(sandbox.Out.ToString());
    }

    [Fact]
    public void AnotherWordIsRefused()
    {
        Assert.Equal(2, Inspect("-v", "loud"));

        Assert.Contains("'loud' is not known; expected quiet, minimal", sandbox.Error.ToString(), StringComparison.Ordinal);
    }

    private static string Model => Path.Combine(Repository.Fixtures, "bert.traced.pt");

    private int Inspect(params string[] options) => CommandTree.Run(["inspect", Model, .. options], sandbox.Context);
}
