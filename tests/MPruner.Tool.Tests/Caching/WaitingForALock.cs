using MPruner.Tool.Caching;

namespace MPruner.Tool.Tests.Caching;

public sealed class WaitingForALock : IDisposable
{
    private const string Key = "aa11";
    private readonly TemporaryFolder folder = new();
    private readonly List<Diagnostic> warnings = [];

    public void Dispose() => folder.Dispose();

    [Fact]
    public void ThatAProcessHoldsWithoutWorkingEndsWithAWarningThatNamesIt()
    {
        Directory.CreateDirectory(folder["cache/v1/locks"]);
        var path = folder["cache/v1/locks/" + Key];
        using var held = new FileStream(path, FileMode.Create, FileAccess.ReadWrite, FileShare.None);

        Assert.Null(Take(Milliseconds(10, 200, 60_000)));

        var warning = Assert.Single(warnings);
        Assert.Equal("MPR4003", warning.Code);
        Assert.Contains(path, warning.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ThatAProcessHoldsWhileItWorksGoesOn()
    {
        var held = Take(Milliseconds(20, 300, 60_000));

        var waiting = Task.Run(() => Take(Milliseconds(20, 3_000, 60_000)), TestContext.Current.CancellationToken);
        await Task.Delay(6_000, TestContext.Current.CancellationToken);
        Assert.False(waiting.IsCompleted);
        held!.Dispose();

        using var taken = await waiting;
        Assert.NotNull(taken);
        Assert.Empty(warnings);
    }

    [Fact]
    public void ThatAProcessHoldsForEverEndsAllTheSame()
    {
        using var held = Take(Milliseconds(10, 60_000, 60_000));

        Assert.Null(Take(Milliseconds(10, 60_000, 200)));
        Assert.Equal("MPR4003", Assert.Single(warnings).Code);
    }

    private static LockPatience Milliseconds(int interval, int silence, int total) =>
        new(TimeSpan.FromMilliseconds(interval), TimeSpan.FromMilliseconds(silence), TimeSpan.FromMilliseconds(total));

    private IDisposable? Take(LockPatience patience) =>
        new DiskCache(folder["cache"]) { Patience = patience }.Lock(Key, warnings.Add, CancellationToken.None);
}
