using System.Collections.Immutable;
using System.Globalization;
using MPruner.Core.Reports;

namespace MPruner.Tool.Reporting.Html;

/// <summary>The blocks of a chain: parameters before and after, and what became of each.</summary>
internal static class BlockTable
{
    /// <summary>The table.</summary>
    /// <param name="result">The result.</param>
    /// <param name="blocks">The blocks of one of its chains.</param>
    public static Element Of(PruningResult result, ImmutableArray<BlockFate> blocks)
    {
        var largest = result.Chains.SelectMany(chain => chain.Blocks).Max(block => block.Parameters);
        return new Element("table", ("class", "blocks"))
        {
            new Element("thead")
            {
                new Element("tr")
                {
                    new Element("th", ("scope", "col"), ("class", "number")) { "#" },
                    new Element("th", ("scope", "col")) { "Block" },
                    new Element("th", ("scope", "col"), ("class", "number")) { "Parameters" },
                    new Element("th", ("scope", "col"), ("class", "sizes")) { "Size" },
                },
            },
            new Element("tbody") { blocks.Select(block => Row(block, largest)) },
        };
    }

    private static Element Row(BlockFate block, long largest) => new("tr", ("class", block.Kind))
    {
        new Element("td", ("class", "number index")) { block.Index.ToString(CultureInfo.InvariantCulture) },
        new Element("th", ("scope", "row"))
        {
            new Element("span", ("class", "name")) { block.Block.Path },
            block.Kind == "kept" ? null : new Element("span", ("class", "fate")) { block.Text },
            block.Narrowed.Select(dimension => new Element("span", ("class", "detail")) { Text(block.Block, dimension) }),
        },
        new Element("td", ("class", "number")) { Parameters(block) },
        new Element("td", ("class", "sizes"))
        {
            SizeBar.Of(block.Parameters, largest, $"{block.Block.Path}: {Parameters(block)} parameters"),
        },
    };

    private static string Parameters(BlockFate block)
    {
        var before = NumberText.Grouped(block.Parameters.Before);
        var after = NumberText.Grouped(block.Parameters.After!.Value);
        return after == before ? before : $"{before} → {after}";
    }

    /// <summary><c>conv2: 9 of 16 channels, −2,030 parameters</c>.</summary>
    private static string Text(BlockReport block, NarrowedDimension dimension)
    {
        var isInside = dimension.Path.StartsWith(block.Path + ".", StringComparison.Ordinal);
        var layer = isInside ? dimension.Path[(block.Path.Length + 1)..] : dimension.Path;
        var units = $"{NumberText.Grouped(dimension.Units.After ?? 0)} of {NumberText.Count((int)dimension.Units.Before, dimension.Unit)}";
        return $"{layer}: {units}, −{NumberText.Grouped(dimension.Parameters)}";
    }
}
