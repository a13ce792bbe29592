using System.Collections.Immutable;
using System.Globalization;
using static MPruner.Tool.Reporting.Html.Element;

namespace MPruner.Tool.Reporting.Html;

/// <summary>The chain as a row of boxes, filled as far as their parameters are left; a removed block is an empty, dashed box.</summary>
internal static class BlockRibbon
{
    private const int Width = 26;
    private const int Height = 34;
    private static readonly string Cross = $"M1 1 L{Width + 1} {Height + 1} M{Width + 1} 1 L1 {Height + 1}";

    /// <summary>The row.</summary>
    public static Element Of(ImmutableArray<BlockFate> blocks) => new("ol", ("class", "ribbon"), ("aria-label", "The chain"))
    {
        blocks.Select(block => new Element("li", ("class", block.Kind)) { Box(block) }),
    };

    private static Element Box(BlockFate block)
    {
        var fill = block.Left * Height;
        var number = block.Index.ToString(CultureInfo.InvariantCulture);
        var left = block.Left.ToString("0%", CultureInfo.InvariantCulture);
        var label = $"{number}: {block.Block.Path}, {block.Text}, {left} of its parameters left";
        return new Element(
            "svg",
            ("role", "img"),
            ("aria-label", label),
            ("width", Number(Width + 2)),
            ("height", Number(Height + 20)),
            ("viewBox", $"0 0 {Width + 2} {Height + 20}"))
        {
            new Element("title") { label },
            fill > 0 ? Rectangle("fill", fill) : null,
            Rectangle("box", Height),
            block.IsRemoved ? new Element("path", ("class", "cross"), ("d", Cross)) : null,
            new Element("text", ("x", Number((Width / 2.0) + 1)), ("y", Number(Height + 16)), ("text-anchor", "middle")) { number },
        };
    }

    private static Element Rectangle(string kind, double height) => new(
        "rect", ("class", kind), ("x", "1"), ("y", Number(1 + Height - height)), ("width", Number(Width)), ("height", Number(height)));
}
