using System.Collections.Immutable;
using System.Globalization;

namespace MPruner.Tool.Reporting;

/// <summary>How a similarity looks: its colour, the colour of what is written on it, its digits.</summary>
/// <remarks>From dark violet to yellow in even steps of lightness, so that it reads without seeing colours apart.</remarks>
internal static class SimilarityScale
{
    /// <summary>The similarities at which the scale has a colour of its own, ascending from 0 to 1. Those near 1 are spread out.</summary>
    public static ImmutableArray<(double At, Rgb Colour)> Stops { get; } =
    [
        (0.0, new(40, 16, 60)),
        (0.5, new(59, 56, 120)),
        (0.8, new(38, 110, 142)),
        (0.9, new(32, 150, 136)),
        (0.95, new(84, 188, 102)),
        (0.98, new(170, 214, 62)),
        (1.0, new(250, 230, 60)),
    ];

    /// <summary>The colour of a similarity; values beyond 0–1 have those of the ends.</summary>
    public static Rgb Colour(double similarity)
    {
        var value = Math.Clamp(similarity, 0, 1);
        var above = Math.Max(1, Stops.TakeWhile(stop => stop.At < value).Count());
        var ((lowAt, low), (highAt, high)) = (Stops[above - 1], Stops[above]);
        return low.Towards(high, (value - lowAt) / (highAt - lowAt));
    }

    /// <summary>Hundredths, rounded down, so that a cell never claims to reach a threshold that it misses: <c>97</c>, <c>1.</c></summary>
    public static string Digits(double similarity) => similarity >= 1
        ? "1."
        : ((int)Math.Floor(Math.Max(similarity, 0) * 100)).ToString("00", CultureInfo.InvariantCulture);
}
