using System.Globalization;
using MPruner.Core.Reports;
using Spectre.Console;

namespace MPruner.Tool.Reporting;

/// <summary>A model that was not run, for people: its signature, and its chains as a tree with sizes and what may be removed.</summary>
/// <remarks>At most 100 columns wide.</remarks>
internal sealed class InspectView(IAnsiConsole console)
{
    private const string Dim = ChainView.Dim;

    /// <summary>Shows the model.</summary>
    public void Show(PruningResult result, string model)
    {
        var size = $"{NumberText.Grouped(result.Parameters.Before)} parameters, {NumberText.Size(result.Bytes.Before)}";
        console.MarkupLine($"[bold]{Markup.Escape(model)}[/]  [{Dim}]{size}[/]");
        console.MarkupLine(Markup.Escape(result.Signature ?? ""));
        console.WriteLine();
        if (result.Chains.IsEmpty)
        {
            console.MarkupLine($"  [{Dim}]{ChainView.NoChains}[/]");
            return;
        }

        ShowTree(result);
        console.WriteLine();
        var notes = new ChainView(console) { ShowsWidths = true };
        foreach (var chain in result.Chains)
        {
            notes.ShowReasons(chain);
        }

        const string NotRun = "Nothing was run; 'mpruner analyze' also finds blocks that change the shape of their stream.";
        console.MarkupLine($"  [{Dim}]{NotRun}[/]");
    }

    private void ShowTree(PruningResult result)
    {
        var table = new Table().Border(TableBorder.None).HideRowSeparators();
        table.AddColumn(new TableColumn("").NoWrap().Padding(0, 0, 1, 0));
        foreach (var name in new[] { "parameters", "of all", "bytes", "removable" })
        {
            table.AddColumn(new TableColumn($"[{Dim}]{name}[/]").RightAligned().NoWrap().Padding(0, 0, 1, 0));
        }

        table.AddColumn(new TableColumn($"[{Dim}]inner dimensions[/]").Padding(0, 0, 0, 0));
        var all = result.Chains.SelectMany(chain => chain.Blocks).ToList();
        var outer = result.Chains.Where(chain => !all.Exists(block => ModelTree.IsInside(chain, block))).ToList();
        foreach (var line in ModelTree.Of(result.Chains))
        {
            var blocks = line.Chain?.Blocks ?? [.. outer.SelectMany(chain => chain.Blocks)];
            var (parameters, bytes) = line.Block is { } block
                ? (block.Parameters, block.Bytes)
                : (blocks.Sum(b => b.Parameters), blocks.Sum(b => b.Bytes));
            if (line.Chain is null)
            {
                (parameters, bytes) = (result.Parameters.Before - parameters, result.Bytes.Before - bytes);
            }

            // Blocks that share weights count them once each, and a file may be compressed: the rest is unknown then.
            var share = result.Parameters.Before == 0 ? 0 : parameters / (double)result.Parameters.Before;
            table.AddRow(
                $"[{Dim}]{line.Lines}[/]{Label(line)}",
                parameters < 0 ? "?" : NumberText.Grouped(parameters),
                parameters < 0 ? $"[{Dim}]?[/]" : string.Create(CultureInfo.InvariantCulture, $"[{Dim}]{share * 100:0.0}%[/]"),
                bytes < 0 ? "?" : NumberText.Size(bytes),
                line.Block is null ? "" : Removable(line.Chain!, line.Block),
                line.Block is null ? "" : ChainView.Inner(line.Block));
        }

        console.Write(table);
        if (outer.Sum(chain => chain.Blocks.Sum(block => block.Parameters)) > result.Parameters.Before)
        {
            console.MarkupLine($"  [{Dim}]Blocks share weights, which count in each of them.[/]");
        }
    }

    private static string Label(TreeLine line)
    {
        if (line.Chain is not { } chain)
        {
            return $"[{Dim}]everything else[/]";
        }

        if (line.Block is { } block)
        {
            var isBelow = chain.Path.Length > 0 && block.Path.StartsWith(chain.Path + ".", StringComparison.Ordinal);
            return Markup.Escape(isBelow ? block.Path[(chain.Path.Length + 1)..] : block.Path);
        }

        return $"[bold]{Markup.Escape(ChainView.NameOf(chain))}[/] [{Dim}]{Markup.Escape(ChainView.KindOf(chain))}[/]";
    }

    /// <summary>The first block has nothing before it that its output could be compared with.</summary>
    private static string Removable(ChainReport chain, BlockReport block)
    {
        if (!block.Removable)
        {
            return "no";
        }

        return block == chain.Blocks[0] ? $"[{Dim}]first[/]" : "[green]yes[/]";
    }
}
