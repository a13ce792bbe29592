using MPruner.Core;
using MPruner.Core.Tests;

namespace MPruner.EndToEnd.Tests.Measuring;

public sealed class MeasuringEveryFixture
{
    public static TheoryData<string> Models => [.. Drawn.Models];

    [Theory]
    [MemberData(nameof(Models))]
    public void FindsTheBlocksThatTheManifestCallsRemovable(string model)
    {
        var result = Quiet.Pipeline().Analyze(Fixtures.Bytes(model), Drawn.For(model), new PruningOptions(), compareForward: false, CancellationToken.None);

        Assert.Equal(
            Fixtures.Chains(model).SelectMany(c => c).Select(b => $"{b.Path}: {b.Removable}"),
            result.Chains.SelectMany(c => c.Blocks).Select(b => $"{b.Path}: {b.Removable}"));
    }
}
