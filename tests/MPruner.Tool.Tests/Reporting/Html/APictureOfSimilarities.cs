using System.Xml.Linq;
using MPruner.Tool.Reporting.Html;

namespace MPruner.Tool.Tests.Reporting.Html;

public sealed class APictureOfSimilarities
{
    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    [Fact]
    public void HasTheCellsOfAllChains()
    {
        var result = Example.Pruned([1]);

        var picture = XDocument.Parse(HeatMapPicture.Of(result with { Chains = [.. result.Chains, .. result.Chains] }));

        Assert.Equal(18, picture.Descendants(Svg + "g").Count(g => g.Element(Svg + "title") is not null));
        Assert.Equal(2, picture.Descendants(Svg + "text").Count(text => text.Value == "stage1"));
    }

    [Fact]
    public void OfAModelWithoutChainsSaysSo()
    {
        var picture = HeatMapPicture.Of(Example.Pruned([1]) with { Chains = [] });

        Assert.Contains("No similarities were measured.", picture, StringComparison.Ordinal);
    }

    [Fact]
    public void RefersToNothingElse()
    {
        var picture = HeatMapPicture.Of(Example.Pruned([1])).Replace(Svg.NamespaceName, "", StringComparison.Ordinal);

        Assert.DoesNotContain("http", picture, StringComparison.Ordinal);
        Assert.DoesNotContain("url(", picture, StringComparison.Ordinal);
    }
}
