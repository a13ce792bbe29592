using System.Globalization;
using MPruner.Core.Reports;
using MPruner.Tool.Options;
using static MPruner.Tool.Reporting.Html.Element;

namespace MPruner.Tool.Reporting.Html;

/// <summary>Every attempt of the run: what it removed, what the measured similarities said of it, and how it was judged.</summary>
internal static class AttemptsSection
{
    /// <summary>The section; null where nothing was attempted.</summary>
    public static Element? Of(ReportDocument document)
    {
        var verdicts = document.Result.Verdicts;
        if (verdicts.IsEmpty)
        {
            return null;
        }

        var scroll = SimilarityColumns.Scroll("Attempts");
        scroll.Add(new Element("table", ("class", "attempts"))
        {
            new Element("thead")
            {
                new Element("tr")
                {
                    new Element("th", ("scope", "col"), ("class", "number")) { "#" },
                    new Element("th", ("scope", "col")) { "Without" },
                    SimilarityColumns.Heads(),
                    new Element("th", ("scope", "col"), ("class", "number")) { "Drop" },
                },
            },
            new Element("tbody") { verdicts.Select((verdict, i) => Row(verdict, i, document.MaxDrop)) },
        });
        return new Element("section")
        {
            new Element("h2") { NumberText.Count(verdicts.Length, "attempt") },
            scroll,
            new Element("p", ("class", "aside"))
            {
                "The numbers in the middle are the worst of each attempt's runs, measured before anything was removed. "
                + "The mark in a bar is the largest accepted drop.",
            },
        };
    }

    private static Element Row(Verdict verdict, int index, double? limit)
    {
        var isAccepted = verdict.Decision == "accepted";
        return new Element("tr", ("class", isAccepted ? "accepted" : "rejected"))
        {
            new Element("td", ("class", "number index")) { (index + 1).ToString(CultureInfo.InvariantCulture) },
            new Element("th", ("scope", "row"))
            {
                Subject(verdict),
                new Element("span", ("class", isAccepted ? "decision good" : "decision bad"))
                {
                    new Element("span", ("aria-hidden", "true")) { isAccepted ? "✓ " : "✗ " }, verdict.Decision,
                },
            },
            verdict.Run.IsEmpty
                ? SimilarityColumns.Empty()
                : SimilarityColumns.Cells(verdict.Cka, verdict.Cosine, verdict.DeletionError, verdict.AffineR2),
            new Element("td", ("class", "number drops"), ("data-label", "Drop"))
            {
                verdict.Drop is { } drop ? NumberText.Drop(verdict.Metric ?? "", drop) : "not scored",
                verdict.Drop is { } measured && limit is { } largest ? Bar(measured, largest) : null,
            },
        };
    }

    private static IEnumerable<Element> Subject(Verdict verdict)
    {
        if (verdict.Stored is { } stored)
        {
            yield return new Element("span") { $"– (weights stored as {NumberText.Storage(stored)})" };
            yield break;
        }

        if (!verdict.Run.IsEmpty)
        {
            yield return new Element("span", ("class", "name")) { string.Join(", ", verdict.Run) };
        }

        if (!verdict.Narrowed.IsEmpty)
        {
            var parameters = NumberText.Grouped(verdict.Narrowed.Sum(dimension => dimension.Parameters));
            var criterion = verdict.Narrowed[0].Criterion;
            var order = criterion == WidthCriterion.Obs ? "" : $", by {OptionWords.Of(criterion)}";
            var units = $"units of {NumberText.Count(verdict.Narrowed.Length, "inner dimension")} ({parameters} parameters{order})";
            yield return new Element("span", ("class", "detail")) { verdict.Run.IsEmpty ? units : "and " + units };
        }
    }

    /// <summary>The limit is in the middle; what is beyond twice the limit fills the bar.</summary>
    private static Element Bar(double drop, double limit)
    {
        var share = limit > 0 ? Math.Clamp(drop / limit / 2, 0.01, 1) : 1;
        return new Element("svg", ("class", "bar limit"), ("aria-hidden", "true"), ("width", "100%"), ("height", "8"))
        {
            new Element("rect", ("class", "before"), ("width", "100%"), ("height", "100%")),
            new Element("rect", ("class", drop > limit ? "beyond" : "after"), ("width", Percent(share)), ("height", "100%")),
            new Element("line", ("x1", "50%"), ("x2", "50%"), ("y1", "0"), ("y2", "8")),
        };
    }
}
