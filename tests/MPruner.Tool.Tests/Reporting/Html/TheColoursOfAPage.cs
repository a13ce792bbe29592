using System.Globalization;
using System.Text.RegularExpressions;
using MPruner.Tool.Reporting;
using MPruner.Tool.Reporting.Html;

namespace MPruner.Tool.Tests.Reporting.Html;

public sealed partial class TheColoursOfAPage
{
    /// <summary>WCAG 2.2, level AA, for text of normal size.</summary>
    private const double Readable = 4.5;

    private static readonly string[] Themes = [.. ReadStyle().Split("prefers-color-scheme: dark", 2).Select(part => part.Split("* {")[0])];

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void MakeEveryInkReadableOnEveryGround(int theme)
    {
        var colours = Colour().Matches(Themes[theme])
            .ToDictionary(match => match.Groups["name"].Value, match => Parse(match.Groups["hex"].Value));
        var inks = colours.Where(colour => colour.Key.StartsWith("ink", StringComparison.Ordinal)).ToList();
        var grounds = colours.Where(colour => colour.Key.StartsWith("ground", StringComparison.Ordinal)).ToList();

        Assert.Equal(5, inks.Count);
        Assert.Equal(3, grounds.Count);
        Assert.All(
            inks.SelectMany(ink => grounds.Select(ground => (Ink: ink, Ground: ground))),
            pair => Assert.True(Contrast(pair.Ink.Value, pair.Ground.Value) >= Readable, $"{pair.Ink.Key} on {pair.Ground.Key}"));
    }

    [Fact]
    public void AreAllDeclaredForBothThemes() => Assert.Equal(
        Colour().Matches(Themes[0]).Select(match => match.Groups["name"].Value),
        Colour().Matches(Themes[1]).Select(match => match.Groups["name"].Value));

    [Fact]
    public void OfSimilaritiesAreReadableUnderTheirDigits() => Assert.All(Enumerable.Range(0, 1001), i =>
    {
        var colour = SimilarityScale.Colour(i / 1000.0);
        var ink = colour.IsLight ? new Rgb(0, 0, 0) : new Rgb(255, 255, 255);
        Assert.True(Contrast(ink, colour) >= Readable);
    });

    [Fact]
    public void OfSimilaritiesGetLighterInEvenSteps()
    {
        var steps = SimilarityScale.Stops.Select(stop => Lightness(stop.Colour)).ToArray();
        var differences = steps.Zip(steps.Skip(1), (low, high) => high - low).ToList();

        Assert.All(differences, difference => Assert.InRange(difference, 8, 20));
    }

    [Theory]
    [InlineData(-1, "#28103c")]
    [InlineData(0, "#28103c")]
    [InlineData(0.8, "#266e8e")]
    [InlineData(1, "#fae63c")]
    [InlineData(1.5, "#fae63c")]
    public void OfSimilaritiesEndAtTheEnds(double similarity, string colour) =>
        Assert.Equal(colour, SimilarityScale.Colour(similarity).ToString());

    private static double Contrast(Rgb a, Rgb b)
    {
        var (low, high) = (Math.Min(a.Luminance, b.Luminance), Math.Max(a.Luminance, b.Luminance));
        return (high + 0.05) / (low + 0.05);
    }

    /// <summary>CIE L*, 0–100.</summary>
    private static double Lightness(Rgb colour) => (116 * Math.Cbrt(colour.Luminance)) - 16;

    private static Rgb Parse(string hex)
    {
        var value = int.Parse(hex, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        return new((byte)(value >> 16), (byte)(value >> 8), (byte)value);
    }

    private static string ReadStyle()
    {
        using var reader = new StreamReader(typeof(HtmlReport).Assembly.GetManifestResourceStream("report.css")!);
        return reader.ReadToEnd();
    }

    [GeneratedRegex("--(?<name>[a-z-]+): #(?<hex>[0-9a-f]{6});")]
    private static partial Regex Colour();
}
