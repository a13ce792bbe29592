using MPruner.Tool.Engine;

namespace MPruner.Tool.Tests.Engine;

public sealed class LoadingInAChild
{
    [Fact]
    public void ExitCodeZeroIsASuccess() => Assert.True(Child("exit 0").Load("model.pt", CancellationToken.None));

    [Theory]
    [InlineData(3)]
    [InlineData(4)]
    public void AnOrderlyRefusalIsNoCrash(int code) => Assert.False(Child($"exit {code}").Load("model.pt", CancellationToken.None));

    [Fact]
    public void ACrashIsACodedErrorWithTheLastLine()
    {
        var child = Child("echo first; echo 'terminate called: what(): Unknown builtin op' >&2; kill -ABRT $$");

        var error = Assert.Throws<ToolException>(() => child.Load("model.pt", CancellationToken.None));

        Assert.Equal("MPR3401", error.Code);
        Assert.Equal("model.pt", error.Origin);
        Assert.Contains("signal 6", error.Message, StringComparison.Ordinal);
        Assert.Contains("what(): Unknown builtin op", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AnInterruptionEndsTheChild()
    {
        using var cancel = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));

        Assert.Throws<OperationCanceledException>(() => Child("sleep 600").Load("model.pt", cancel.Token));
    }

    private static ChildProcessProbe Child(string script) => new(["sh", "-c", script, "sh"]);
}
