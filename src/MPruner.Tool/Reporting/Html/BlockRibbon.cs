using System.Collections.Immutable;
using System.Globalization;
using static MPruner.Tool.Reporting.Html.Element;

namespace MPruner.Tool.Reporting.Html;

/// <summary>The chain as a row of boxes, filled as far as their parameters are left; a removed block is an empty, dashed box.</summary>
internal static class BlockRibbon
{
    private const int Width = 26;
    private const int Height = 34;

    /// <summary>The row.</summary>
    public static Element Of(ImmutableArray<BlockFate> blocks) => new("ol", ("class", "ribbon"), ("aria-label", "The chain"))
    {
        blocks.Select(block => new Element("li", ("class", block.Kind)) { Box(block) }),
    };

    private static Element Box(BlockFate block)
    {
        var fill = block.Left * Height;
        var number = block.Index.ToString(CultureInfo.InvariantCulture);
        var label = $"{number}: {block.Block.Path}, {block.Text}, {block.Left.ToString("0%", CultureInfo.InvariantCulture)} of its parameters left";
        return new Element(
            "svg",
            ("role", "img"),
            ("aria-label", label),
            ("width", Number(Width + 2)),
            ("height", Number(Height + 20)),
            ("viewBox", $"0 0 {Width + 2} {Height + 20}"))
        {
            new Element("title") { label },
            fill > 0 ? new Element("rect", ("class", "fill"), ("x", "1"), ("y", Number(1 + Height - fill)), ("width", Number(Width)), ("height", Number(fill))) : null,
            new Element("rect", ("class", "box"), ("x", "1"), ("y", "1"), ("width", Number(Width)), ("height", Number(Height))),
            block.IsRemoved ? new Element("path", ("class", "cross"), ("d", $"M1 1 L{Width + 1} {Height + 1} M{Width + 1} 1 L1 {Height + 1}")) : null,
            new Element("text", ("x", Number((Width / 2.0) + 1)), ("y", Number(Height + 16)), ("text-anchor", "middle")) { number },
        };
    }
}
