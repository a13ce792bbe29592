using System.Globalization;
using MPruner.Core.Reports;

namespace MPruner.Tool.Reporting.Png;

/// <summary>The similarities of all chains as pixels: raw below the diagonal, standardised above it, clusters outlined.</summary>
internal static class HeatMapPng
{
    private const int Padding = 16;

    /// <summary>The room for the blocks' numbers.</summary>
    private const int Margin = 30;

    private static readonly Rgb White = new(255, 255, 255);
    private static readonly Rgb Black = new(0, 0, 0);
    private static readonly Rgb Ink = new(87, 96, 106);
    private static readonly Rgb Empty = new(236, 239, 242);

    /// <summary>The file.</summary>
    public static byte[] Of(PruningResult result)
    {
        var chains = result.Chains.Where(chain => chain.Cka is not null).ToList();
        var width = chains.Select(SizeOf).Append(Margin).Max() + (2 * Padding);
        var canvas = new Canvas(width, chains.Sum(chain => SizeOf(chain) + Padding) + Padding);
        var top = Padding;
        foreach (var chain in chains)
        {
            Draw(canvas, chain, top);
            top += SizeOf(chain) + Padding;
        }

        return PngFile.Of(canvas);
    }

    private static int SizeOf(ChainReport chain) => Margin + (chain.Blocks.Length * CellOf(chain));

    /// <summary>Cells with room for digits as long as the picture stays below about a thousand pixels.</summary>
    private static int CellOf(ChainReport chain) => chain.Blocks.Length switch
    {
        <= 16 => 40,
        <= 40 => 24,
        _ => 10,
    };

    private static void Draw(Canvas canvas, ChainReport chain, int top)
    {
        var cell = CellOf(chain);
        var hasDigits = cell >= 24;
        for (var i = 0; i < chain.Blocks.Length; i++)
        {
            if (hasDigits || i % 5 == 0)
            {
                var number = i.ToString(CultureInfo.InvariantCulture);
                canvas.Write(new(Padding + Margin + (i * cell), top, cell, Margin), number, Ink);
                canvas.Write(new(Padding, top + Margin + (i * cell), Margin, cell), number, Ink);
            }

            for (var j = 0; j < chain.Blocks.Length; j++)
            {
                var square = new Area(Padding + Margin + (j * cell), top + Margin + (i * cell), cell, cell);
                var shown = j > i && chain.CkaStandardised is { } standardised ? standardised[i, j] : chain.Cka![i, j];
                var colour = i != j && shown is { } value ? SimilarityScale.Colour(value) : Empty;
                canvas.Fill(square, White);
                canvas.Fill(square with { Width = cell - 1, Height = cell - 1 }, colour);
                if (hasDigits && i != j)
                {
                    var digits = shown is { } similarity ? SimilarityScale.Digits(similarity) : "?";
                    canvas.Write(square, digits, colour.IsLight ? Black : White);
                }
            }
        }

        foreach (var cluster in chain.Clusters.Where(cluster => cluster.Length > 1))
        {
            var at = Margin + (cluster[0] * cell);
            var size = (cluster[^1] - cluster[0] + 1) * cell;
            var frame = new Area(Padding + at - 1, top + at - 1, size + 1, size + 1);
            canvas.Frame(new(frame.X - 1, frame.Y - 1, frame.Width + 2, frame.Height + 2), 4, White);
            canvas.Frame(frame, 2, Black);
        }
    }
}
