using System.Collections.Immutable;
using System.Globalization;
using MPruner.Core.Reports;
using static MPruner.Tool.Reporting.Html.Element;

namespace MPruner.Tool.Reporting.Html;

/// <summary>The similarities of a chain's blocks as a picture: raw below the diagonal, standardised above it, clusters outlined.</summary>
/// <param name="chain">A chain that was measured.</param>
internal sealed class HeatMapSvg(ChainReport chain)
{
    /// <summary>The room for the blocks' numbers.</summary>
    private const int Margin = 30;

    private readonly int cell = chain.Blocks.Length switch
    {
        <= 6 => 52,
        <= 8 => 40,
        <= 16 => 30,
        <= 28 => 22,
        <= 64 => 12,
        _ => 8,
    };

    /// <summary>Width and height.</summary>
    public int Size => Margin + (chain.Blocks.Length * cell) + 2;

    /// <summary>What the picture shows.</summary>
    public string Label
    {
        get
        {
            var clusters = chain.Clusters.Where(cluster => cluster.Length > 1)
                .Select(cluster => $"{chain.Blocks[cluster[0]].Path} to {chain.Blocks[cluster[^1]].Path}").ToList();
            var found = clusters.Count == 0 ? "no clusters" : $"clusters {string.Join(", ", clusters)}";
            return $"Similarities of {NumberText.Count(chain.Blocks.Length, "block")} of {Name}; {found}";
        }
    }

    private string Name => chain.Path.Length == 0 ? "the model" : chain.Path;

    private bool HasDigits => cell >= 22;

    /// <summary>The picture's parts, to be placed anywhere.</summary>
    public IEnumerable<Element> Parts()
    {
        var blocks = Enumerable.Range(0, chain.Blocks.Length).ToList();
        return
        [
            .. blocks.Where(i => cell >= 22 || i % 5 == 0).SelectMany(Numbers),
            new Element("g", ("class", "cells")) { blocks.SelectMany(i => blocks.Select(j => Cell(i, j))) },
            .. chain.Clusters.Where(cluster => cluster.Length > 1).SelectMany(Outline),
        ];
    }

    /// <summary>Both similarities of two blocks, as words.</summary>
    public string Values(int i, int j)
    {
        var raw = $"raw {NumberText.Thousandths(chain.Cka![i, j])}";
        return chain.CkaStandardised is { } standardised ? $"{raw}, standardised {NumberText.Thousandths(standardised[i, j])}" : raw;
    }

    /// <summary>What a cell shows; null where that is undefined.</summary>
    public double? Shown(int i, int j) => j > i && chain.CkaStandardised is { } standardised ? standardised[i, j] : chain.Cka![i, j];

    /// <summary>A frame that the page's script puts around the chosen cell.</summary>
    public Element Cursor() => new(
        "rect", ("class", "cursor"), ("visibility", "hidden"), ("width", Number(cell)), ("height", Number(cell)));

    private IEnumerable<Element> Numbers(int i)
    {
        var (number, middle) = (i.ToString(CultureInfo.InvariantCulture), Margin + ((i + 0.5) * cell));
        var kind = i % 5 == 0 ? "axis" : "axis minor";
        return
        [
            new("text", ("class", kind), ("x", Number(middle)), ("y", Number(Margin - 8)), ("text-anchor", "middle")) { number },
            new("text", ("class", kind), ("x", Number(Margin - 8)), ("y", Number(middle + 4)), ("text-anchor", "end")) { number },
        ];
    }

    private Element Cell(int i, int j)
    {
        var (x, y) = (Margin + (j * cell), Margin + (i * cell));
        if (i == j)
        {
            return new Element("g") { new Element("title") { chain.Blocks[i].Path }, Square("empty", x, y, null) };
        }

        var title = new Element("title") { $"{chain.Blocks[i].Path} and {chain.Blocks[j].Path}: {Values(i, j)}" };
        if (Shown(i, j) is not { } similarity)
        {
            return new Element("g") { title, Square("empty", x, y, null), Digits("empty", (x, y), "?", null) };
        }

        var colour = SimilarityScale.Colour(similarity);
        return new Element("g")
        {
            title,
            Square(null, x, y, colour.ToString()),
            Digits(null, (x, y), SimilarityScale.Digits(similarity), colour.IsLight ? "#000000" : "#ffffff"),
        };
    }

    private Element Square(string? kind, int x, int y, string? fill) => new(
        "rect",
        ("class", kind),
        ("x", Number(x)),
        ("y", Number(y)),
        ("width", Number(cell)),
        ("height", Number(cell)),
        ("fill", fill));

    private Element? Digits(string? kind, (int X, int Y) corner, string digits, string? fill)
    {
        var (x, y) = (corner.X + (cell / 2.0), corner.Y + (cell / 2.0) + 4);
        return HasDigits
            ? new Element("text", ("class", kind), ("x", Number(x)), ("y", Number(y)), ("text-anchor", "middle"), ("fill", fill)) { digits }
            : null;
    }

    /// <summary>White below black, to be seen on every colour of the scale.</summary>
    private IEnumerable<Element> Outline(ImmutableArray<int> cluster)
    {
        var (at, size) = (Margin + (cluster[0] * cell), (cluster[^1] - cluster[0] + 1) * cell);
        var thin = HasDigits ? "" : " thin";
        return [Frame("outline under" + thin), Frame("outline" + thin)];

        Element Frame(string kind) => new(
            "rect", ("class", kind), ("x", Number(at)), ("y", Number(at)), ("width", Number(size)), ("height", Number(size)));
    }
}
