using System.Globalization;

namespace MPruner.Tool.Reporting;

/// <summary>A colour of the sRGB space.</summary>
internal readonly record struct Rgb(byte R, byte G, byte B)
{
    /// <summary>Whether black is read better on this colour than white. The contrast of the better one is at least 4.58.</summary>
    public bool IsLight => (Luminance + 0.05) * (Luminance + 0.05) > 1.05 * 0.05;

    /// <summary>The relative luminance, 0–1.</summary>
    /// <remarks>WCAG 2.2.</remarks>
    public double Luminance => (0.2126 * Linear(R)) + (0.7152 * Linear(G)) + (0.0722 * Linear(B));

    /// <summary>The colour on the way to another one.</summary>
    /// <param name="other">The other colour.</param>
    /// <param name="part">How far, 0–1.</param>
    public Rgb Towards(Rgb other, double part) => new(Mix(R, other.R, part), Mix(G, other.G, part), Mix(B, other.B, part));

    /// <summary>Six hexadecimal digits behind a number sign.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"#{R:x2}{G:x2}{B:x2}");

    private static byte Mix(byte from, byte to, double part) => (byte)Math.Round(from + (part * (to - from)));

    private static double Linear(byte channel)
    {
        var value = channel / 255.0;
        return value <= 0.04045 ? value / 12.92 : Math.Pow((value + 0.055) / 1.055, 2.4);
    }
}
