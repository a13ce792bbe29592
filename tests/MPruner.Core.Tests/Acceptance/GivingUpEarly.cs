using MPruner.Core.Acceptance;

namespace MPruner.Core.Tests.Acceptance;

public sealed class GivingUpEarly
{
    private static readonly AcceptanceGuard Guard = new(maxDrop: 0.01, confidence: 0.5);

    [Fact]
    public void SkipsTheRestWhenTheDropIsFarBeyondTheLimit() => Assert.True(Guard.IsHopeless(Drops(examples: 256, lost: 128)));

    [Fact]
    public void GoesOnWhenTheDropIsWithinReach() => Assert.False(Guard.IsHopeless(Drops(examples: 256, lost: 5)));

    [Fact]
    public void GoesOnWhileThereAreFewExamples() => Assert.False(Guard.IsHopeless(Drops(examples: 255, lost: 255)));

    [Fact]
    public void NeverHappensWithTheGuardOff() =>
        Assert.False(new AcceptanceGuard(AcceptanceGuard.Off, 0.5).IsHopeless(Drops(examples: 256, lost: 256)));

    private static QualityMeasurement Drops(int examples, int lost) =>
        new(QualityMetric.Accuracy, [.. Enumerable.Range(0, examples).Select(i => i < lost ? 1.0 : 0.0)]);
}
