using MPruner.Tool.Options;

namespace MPruner.Tool.Tests.Options;

public sealed class SpellingWords
{
    [Fact]
    public void ListsTheMetricsAsTheReportNamesThem() =>
        Assert.Equal("auto|accuracy|agreement|cosine|relative-error|kl", OptionWords.List<QualityMetric>());

    [Theory]
    [InlineData("relative-error", QualityMetric.RelativeError)]
    [InlineData("Relative-Error", QualityMetric.RelativeError)]
    [InlineData("KL", QualityMetric.Kl)]
    [InlineData("relativeError", null)]
    [InlineData("1", null)]
    [InlineData("", null)]
    [InlineData(null, null)]
    public void ReadsThemInAnyCase(string? text, QualityMetric? metric) => Assert.Equal(metric, OptionWords.Find<QualityMetric>(text));
}
