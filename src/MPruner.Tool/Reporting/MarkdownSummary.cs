using System.Globalization;
using System.Text;
using MPruner.Core.Reports;

namespace MPruner.Tool.Reporting;

/// <summary>What a model lost and what it still does, as Markdown for the job summary of a build server.</summary>
internal static class MarkdownSummary
{
    /// <summary>A heading, a table of sizes and quality, what was removed, and the warnings.</summary>
    /// <param name="model">The model's file as the user named it.</param>
    /// <param name="result">The result.</param>
    public static string Of(string model, PruningResult result)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"### {Escaped(model)}\n\n| | before | after | change |\n|---|---:|---:|---:|\n");
        Row("parameters", result.Parameters, NumberText.Grouped);
        Row("bytes", result.Bytes, NumberText.Grouped);
        if (result.Quality is { Before: { } before, After: { } after } scored)
        {
            var (original, pruned) = (NumberText.Quality(scored.Metric, before), NumberText.Quality(scored.Metric, after));
            text.Append(CultureInfo.InvariantCulture, $"| {scored.Metric} | {original} | {pruned} | |\n");
        }

        text.Append('\n').Append(Removed(result)).Append("  \n").Append(Verdict(result)).Append('\n');
        foreach (var warning in result.Warnings)
        {
            text.Append(CultureInfo.InvariantCulture, $"\n> **{warning.Code}** {Escaped(warning.Message)}\n");
        }

        return text.ToString();

        void Row(string name, Change change, Func<long, string> number) => text.Append(
            CultureInfo.InvariantCulture,
            $"| {name} | {number(change.Before)} | {number(change.After ?? change.Before)} | {NumberText.Saving(change)} |\n");
    }

    private static string Removed(PruningResult result)
    {
        if (result.Removed.IsEmpty && result.Narrowed.IsEmpty)
        {
            return "Nothing was removed.";
        }

        var blocks = string.Join(", ", result.Removed.Select(path => $"`{path}`"));
        var removed = result.Removed.IsEmpty
            ? "No blocks removed"
            : $"{NumberText.Count(result.Removed.Length, "block")} removed ({blocks})";
        var narrowed = result.Narrowed.IsEmpty ? "" : $", {NumberText.Count(result.Narrowed.Length, "inner dimension")} narrowed";
        return $"{removed}{narrowed}.";
    }

    private static string Verdict(PruningResult result)
    {
        if (result.Quality is not { } quality)
        {
            return "No candidate was accepted; the original is shipped.";
        }

        var drop = $"{NumberText.Drop(quality.Metric, quality.Drop)} ({quality.Metric}; 95% interval {NumberText.Interval(quality)})";
        var judged = $"on {NumberText.Grouped(quality.Examples)} examples that were used for nothing else";
        return $"Drop {drop} {judged}: {(quality.Accepted ? "accepted" : "not accepted")}.";
    }

    /// <summary>Text in which nothing is markup.</summary>
    private static string Escaped(string text) =>
        string.Concat(text.ReplaceLineEndings(" ").Select(c => @"\`*_[]<>|#".Contains(c, StringComparison.Ordinal) ? $"\\{c}" : $"{c}"));
}
