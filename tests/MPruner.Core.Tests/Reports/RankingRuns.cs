using MPruner.Core.Reports;

namespace MPruner.Core.Tests.Reports;

public sealed class RankingRuns
{
    private static readonly RunReport First = Run(["a"], 0.9, 0.1);
    private static readonly RunReport Second = Run(["b"], 0.95, 0.2);
    private static readonly RunReport Third = Run(["c"], 0.95, null);
    private static readonly RunReport Pair = Run(["b", "c"], 0.5, 0.05);
    private static readonly RunRanking Ranking = new([First, Second, Third, Pair]);

    [Fact]
    public void TheMostSimilarIsFirstAndEqualOnesShareARank() =>
        Assert.Equal([3, 1, 1], new[] { First, Second, Third }.Select(run => Ranking.RankOf(run, RunCriterion.Cka)));

    [Fact]
    public void TheSmallestDistanceIsFirst()
    {
        Assert.Equal(1, Ranking.RankOf(First, RunCriterion.Angular));
        Assert.Equal(2, Ranking.RankOf(Second, RunCriterion.RelativeError));
    }

    [Fact]
    public void AnUndefinedNumberHasNoRank() => Assert.Null(Ranking.RankOf(Third, RunCriterion.Angular));

    [Fact]
    public void RunsOfOtherLengthsDoNotCount() => Assert.Equal(1, Ranking.RankOf(Pair, RunCriterion.Cosine));

    [Theory]
    [InlineData(RunCriterion.Cka, 0.1)]
    [InlineData(RunCriterion.Cosine, 0.3)]
    [InlineData(RunCriterion.RelativeError, 0.4)]
    [InlineData(RunCriterion.AffineR2, 0.5)]
    [InlineData(RunCriterion.Angular, 0.6)]
    public void EveryCriterionHasItsOwnNumber(RunCriterion criterion, double expected) =>
        Assert.Equal(expected, RunRanking.ValueOf(new(["a"], 0.1, 0.2, 0.3, 0.4, 0.5) { Angle = 0.6 }, criterion));

    private static RunReport Run(string[] blocks, double similarity, double? distance) =>
        new([.. blocks], similarity, null, similarity, distance, similarity) { Angle = distance };
}
