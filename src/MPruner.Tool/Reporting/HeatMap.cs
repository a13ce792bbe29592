using System.Globalization;
using System.Text;
using MPruner.Core.Similarity;

namespace MPruner.Tool.Reporting;

/// <summary>Similarities as coloured cells with their first two decimals: raw below the diagonal, standardised above it.</summary>
/// <param name="raw">The raw similarities.</param>
/// <param name="standardised">The standardised ones; null shows the raw ones on both sides.</param>
internal sealed class HeatMap(SimilarityMatrix raw, SimilarityMatrix? standardised)
{
    /// <summary>Dark violet to yellow: even steps in lightness, readable without seeing colours apart.</summary>
    private static readonly (double At, byte R, byte G, byte B)[] Scale =
    [
        (0.0, 40, 16, 60),
        (0.5, 59, 56, 120),
        (0.8, 38, 110, 142),
        (0.9, 32, 150, 136),
        (0.95, 84, 188, 102),
        (0.98, 170, 214, 62),
        (1.0, 250, 230, 60),
    ];

    private readonly int width = raw.Size switch
    {
        <= 14 => 3,
        <= 22 => 2,
        _ => 1,
    };

    /// <summary>The columns' numbers, as markup.</summary>
    public string Header()
    {
        var text = new StringBuilder();
        for (var j = 0; j < raw.Size; j++)
        {
            text.Append(ColumnNumber(j));
        }

        return $"[grey50]{text}[/]";
    }

    /// <summary>One row of cells, as markup.</summary>
    public string Row(int i)
    {
        var text = new StringBuilder();
        for (var j = 0; j < raw.Size; j++)
        {
            text.Append(i == j ? $"[grey50]{Centred("·")}[/]" : Cell(Shown(i, j)));
        }

        return text.ToString();
    }

    /// <summary>What the cells mean.</summary>
    public string Legend() => standardised is null
        ? "similarity × 100"
        : "similarity × 100: raw below the diagonal, per-channel standardised above";

    /// <summary>In narrow columns only every tenth number, its first digit.</summary>
    private string ColumnNumber(int column)
    {
        var number = column.ToString(CultureInfo.InvariantCulture);
        if (width > 1 && number.Length <= width)
        {
            return Centred(number);
        }

        return column % 10 == 0 ? number[..1] : " ";
    }

    private string Centred(string text) => text.PadLeft((width + text.Length) / 2).PadRight(width);

    private double? Shown(int i, int j) => j > i && standardised is not null ? standardised[i, j] : raw[i, j];

    private string Cell(double? similarity)
    {
        if (similarity is not { } value)
        {
            return $"[grey50]{Centred("?")}[/]";
        }

        var (r, g, b) = Colour(Math.Clamp(value, 0, 1));
        var ink = (0.299 * r) + (0.587 * g) + (0.114 * b) > 110 ? "black" : "white";
        return string.Create(CultureInfo.InvariantCulture, $"[{ink} on #{r:x2}{g:x2}{b:x2}]{Digits(value)}[/]");
    }

    /// <summary>Rounded down, so that a cell never claims to reach a threshold that it misses.</summary>
    private string Digits(double value)
    {
        var hundredths = value >= 1 ? "1." : ((int)Math.Floor(Math.Max(value, 0) * 100)).ToString("00", CultureInfo.InvariantCulture);
        return width switch
        {
            3 => hundredths + " ",
            2 => hundredths,
            _ => " ",
        };
    }

    private static (byte R, byte G, byte B) Colour(double value)
    {
        var above = Math.Max(1, Array.FindIndex(Scale, stop => stop.At >= value));
        var (low, high) = (Scale[above - 1], Scale[above]);
        var part = (value - low.At) / (high.At - low.At);
        return (Mix(low.R, high.R), Mix(low.G, high.G), Mix(low.B, high.B));

        byte Mix(byte from, byte to) => (byte)Math.Round(from + (part * (to - from)));
    }
}
