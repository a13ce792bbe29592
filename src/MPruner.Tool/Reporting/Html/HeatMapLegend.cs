using System.Globalization;
using static MPruner.Tool.Reporting.Html.Element;

namespace MPruner.Tool.Reporting.Html;

/// <summary>The colours of similarities with their numbers, and where similar blocks begin. Similarities near 1 take more room.</summary>
internal static class HeatMapLegend
{
    /// <summary>The height of the legend.</summary>
    public const int Height = 56;

    private const int Shades = 8;

    /// <summary>The legend, as wide as its place.</summary>
    /// <param name="threshold">The least similarity of similar blocks; null where it is not known.</param>
    public static Element Of(double? threshold)
    {
        var label = "Scale of similarities from 0, dark violet, to 1, yellow";
        var mark = threshold is { } least ? Mark(least) : [];
        return new Element(
            "svg", ("class", "legend"), ("role", "img"), ("aria-label", label), ("width", "100%"), ("height", Number(Height)))
        {
            Enumerable.Range(0, (SimilarityScale.Stops.Length - 1) * Shades).Select(Shade),
            SimilarityScale.Stops.Select((stop, i) => Tick(stop.At, i)),
            mark,
        };
    }

    private static Element Shade(int index)
    {
        var (segment, part) = (index / Shades, ((index % Shades) + 0.5) / Shades);
        var colour = SimilarityScale.Stops[segment].Colour.Towards(SimilarityScale.Stops[segment + 1].Colour, part);
        var segments = (SimilarityScale.Stops.Length - 1) * Shades;

        // A little wider than its share, so that no gap shows.
        return new Element(
            "rect",
            ("x", Place((double)index / segments)),
            ("y", "20"),
            ("width", Percent(0.95 / segments)),
            ("height", "12"),
            ("fill", colour.ToString()));
    }

    private static Element Tick(double at, int index)
    {
        var text = at.ToString("0.##", CultureInfo.InvariantCulture);
        var x = Place((double)index / (SimilarityScale.Stops.Length - 1));
        return new Element("text", ("x", x), ("y", "48"), ("text-anchor", "middle")) { text };
    }

    private static Element[] Mark(double threshold)
    {
        var stops = SimilarityScale.Stops;
        var above = Math.Clamp(stops.TakeWhile(stop => stop.At < threshold).Count(), 1, stops.Length - 1);
        var part = (threshold - stops[above - 1].At) / (stops[above].At - stops[above - 1].At);
        var x = Place((above - 1 + part) / (stops.Length - 1));
        var text = string.Create(CultureInfo.InvariantCulture, $"threshold {threshold:0.####}");
        return
        [
            new("line", ("class", "threshold"), ("x1", x), ("x2", x), ("y1", "14"), ("y2", "36")),
            new("text", ("x", x), ("y", "10"), ("text-anchor", threshold > 0.5 ? "end" : "start")) { text },
        ];
    }

    /// <summary>The ends have room for their numbers.</summary>
    private static string Place(double share) => Percent(0.04 + (share * 0.92));
}
