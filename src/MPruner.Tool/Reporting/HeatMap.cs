using System.Globalization;
using System.Text;
using MPruner.Core.Similarity;

namespace MPruner.Tool.Reporting;

/// <summary>Similarities as coloured cells with their first two decimals: raw below the diagonal, standardised above it.</summary>
/// <param name="raw">The raw similarities.</param>
/// <param name="standardised">The standardised ones; null shows the raw ones on both sides.</param>
internal sealed class HeatMap(SimilarityMatrix raw, SimilarityMatrix? standardised)
{
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

        var colour = SimilarityScale.Colour(value);
        return $"[{(colour.IsLight ? "black" : "white")} on {colour}]{Digits(value)}[/]";
    }

    private string Digits(double value) => width switch
    {
        3 => SimilarityScale.Digits(value) + " ",
        2 => SimilarityScale.Digits(value),
        _ => " ",
    };
}
