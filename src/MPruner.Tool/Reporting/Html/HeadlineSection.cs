using MPruner.Core.Reports;
using MPruner.Shared.Reporting;

namespace MPruner.Tool.Reporting.Html;

/// <summary>The head of the page: the model, what became of it, and the three figures that matter.</summary>
internal static class HeadlineSection
{
    /// <summary>The head.</summary>
    public static Element Of(ReportDocument document) => new("header")
    {
        new Element("h1") { new Markup(ReportPlace.Name(ReportPlace.Model, document.Model.Path)) },
        new Element("p", ("class", "lead")) { Lead(document) },
        Badge(document),
        new Element("div", ("class", "figures"))
        {
            Figure("Parameters", document.Result.Parameters, NumberText.Grouped),
            Figure("File", document.Result.Bytes, NumberText.Size),
            Quality(document.Result.Quality),
        },
    };

    private static string Lead(ReportDocument document)
    {
        var result = document.Result;
        var blocks = NumberText.Count(result.Chains.Sum(chain => chain.Blocks.Length), "block");
        if (document.Command != "prune")
        {
            var found = $"{blocks} in {NumberText.Count(result.Chains.Length, "chain")}";
            return result.Chains.IsEmpty ? "Compared with its original, example by example." : found + ", measured and not changed.";
        }

        var removed = result.Removed.IsEmpty ? "None" : NumberText.Grouped(result.Removed.Length);
        var narrowed = result.Narrowed.IsEmpty ? "" : $", {NumberText.Count(result.Narrowed.Length, "inner dimension")} narrowed";
        var stored = result.Stored is { } form ? $", weights stored as {NumberText.Storage(form)}" : "";
        return $"{removed} of {blocks} removed{narrowed}{stored}.";
    }

    private static Element? Badge(ReportDocument document)
    {
        if (!document.IsJudgement)
        {
            return null;
        }

        var (isGood, text) = document.Result.Quality switch
        {
            null => (false, "No smaller model was accepted: the original is kept, byte for byte"),
            { Accepted: true } => (true, "Accepted on held-out data"),
            _ => (false, "Not accepted: the drop may exceed the limit"),
        };
        return new Element("p", ("class", isGood ? "badge good" : "badge bad"))
        {
            new Element("span", ("aria-hidden", "true")) { isGood ? "✓ " : "✗ " }, text,
        };
    }

    private static Element Figure(string name, Change change, Func<long, string> number)
    {
        var after = change.After ?? change.Before;
        var isSmaller = after < change.Before;
        return new Element("div", ("class", "figure"))
        {
            new Element("h2") { name },
            new Element("p", ("class", "value"))
            {
                after == change.Before ? null : new Element("span", ("class", "was")) { number(change.Before) + " → " },
                new Element("strong") { number(after) },
            },
            change.After is null ? [] : Saving(),
        };

        Element[] Saving() =>
        [
            new("p", ("class", isSmaller ? "note good" : "note")) { NumberText.Saving(change) },
            SizeBar.Of(change, change.Before, $"{name}: {number(change.Before)} before, {number(after)} after"),
        ];
    }

    private static Element? Quality(QualityReport? quality)
    {
        if (quality is null)
        {
            return null;
        }

        var drop = NumberText.Drop(quality.Metric, quality.Drop);
        var value = quality is { Before: { } before, After: { } after }
            ? (Before: NumberText.Quality(quality.Metric, before) + " → ", After: NumberText.Quality(quality.Metric, after))
            : (Before: "", After: drop);
        return new Element("div", ("class", "figure"))
        {
            new Element("h2") { char.ToUpperInvariant(quality.Metric[0]) + quality.Metric[1..].Replace('-', ' ') },
            new Element("p", ("class", "value"))
            {
                new Element("span", ("class", "was")) { value.Before },
                new Element("strong") { value.After },
            },
            new Element("p", ("class", "note")) { $"drop {drop}, on {NumberText.Grouped(quality.Examples)} examples" },
        };
    }
}
