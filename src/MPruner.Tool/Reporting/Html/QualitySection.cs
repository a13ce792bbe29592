using System.Globalization;
using MPruner.Core.Reports;
using MPruner.Shared.Requests;
using static MPruner.Tool.Reporting.Html.Element;

namespace MPruner.Tool.Reporting.Html;

/// <summary>The guard's measurement: the drop with its interval, beside the limit.</summary>
internal static class QualitySection
{
    /// <summary>The section; null where nothing was judged.</summary>
    public static Element? Of(ReportDocument document)
    {
        if (document.Result.Quality is not { } quality)
        {
            return null;
        }

        var confidence = document.Options.FirstOrDefault(option => option.Name == RequestOption.Confidence)?.Value;
        var bound = confidence is null ? "Upper bound" : $"Upper bound at confidence {confidence}";
        return new Element("section")
        {
            new Element("h2") { "Drop in quality" },
            document.MaxDrop is { } limit ? Plot(quality, limit) : null,
            new Element("dl", ("class", "facts"))
            {
                Fact("Mean drop", NumberText.Drop(quality.Metric, quality.Drop)),
                Fact("95% interval", NumberText.Interval(quality)),
                Fact(bound, NumberText.Drop(quality.Metric, quality.Bound)),
                document.MaxDrop is { } largest ? Fact("Largest accepted drop", NumberText.Drop(quality.Metric, largest)) : [],
                Fact("Metric", quality.Metric),
                Fact("Examples judged", NumberText.Grouped(quality.Examples)),
            },
            new Element("p", ("class", "aside"))
            {
                "The drop is measured example by example against the original, on examples that were used for nothing else. "
                + "A model is accepted if the upper bound is at most the largest accepted drop.",
            },
        };
    }

    /// <summary>A term with its value.</summary>
    private static Element[] Fact(string name, string value) => [new("dt") { name }, new("dd") { value }];

    private static Element Plot(QualityReport quality, double limit)
    {
        var low = Math.Min(quality.Low, 0);
        var high = Math.Max(Math.Max(quality.High, quality.Bound), limit);
        var span = high > low ? high - low : 1;
        var label = $"Drop {NumberText.Drop(quality.Metric, quality.Drop)}, 95% interval {NumberText.Interval(quality)}, "
            + $"limit {NumberText.Drop(quality.Metric, limit)}";
        return new Element(
            "svg", ("class", "drop"), ("role", "img"), ("aria-label", label), ("width", "100%"), ("height", "74"))
        {
            new Element("rect", ("class", "allowed"), ("x", "0"), ("y", "18"), ("width", At(limit)), ("height", "34")),
            new Element("rect", ("class", "refused"), ("x", At(limit)), ("y", "18"), ("width", Rest(limit)), ("height", "34")),
            Line("zero", (0, 0), (18, 52)),
            Line("limit", (limit, limit), (12, 58)),
            Line("interval", (quality.Low, quality.High), (35, 35)),
            Line("interval", (quality.Low, quality.Low), (29, 41)),
            Line("interval", (quality.High, quality.High), (29, 41)),
            new Element("circle", ("class", "mean"), ("cx", At(quality.Drop)), ("cy", "35"), ("r", "6")),
            Text(quality.Drop, 12, "middle", NumberText.Drop(quality.Metric, quality.Drop)),
            Text(0, 70, "end", "no drop"),
            Text(limit, 70, "start", "limit " + NumberText.Drop(quality.Metric, limit)),
        };

        string At(double value) => Percent(0.18 + ((value - low) / span * 0.5));
        string Rest(double value) => Percent(0.82 - ((value - low) / span * 0.5));

        Element Line(string kind, (double From, double To) x, (int From, int To) y) => new(
            "line",
            ("class", kind),
            ("x1", At(x.From)),
            ("x2", At(x.To)),
            ("y1", y.From.ToString(CultureInfo.InvariantCulture)),
            ("y2", y.To.ToString(CultureInfo.InvariantCulture)));

        Element Text(double x, int y, string anchor, string text) => new(
            "text", ("x", At(x)), ("y", y.ToString(CultureInfo.InvariantCulture)), ("text-anchor", anchor)) { text };
    }
}
