using MPruner.Core.Reports;
using static MPruner.Tool.Reporting.Html.Element;

namespace MPruner.Tool.Reporting.Html;

/// <summary>A size before and after, as two bars of which the later one lies on the former.</summary>
internal static class SizeBar
{
    /// <summary>The bars.</summary>
    /// <param name="change">The size.</param>
    /// <param name="whole">The size that takes the whole width.</param>
    /// <param name="label">What it says, for those who do not see it.</param>
    public static Element Of(Change change, long whole, string label)
    {
        var after = change.After ?? change.Before;
        return new Element("svg", ("class", "bar"), ("role", "img"), ("aria-label", label), ("width", "100%"), ("height", "10"))
        {
            Bar("before", change.Before),
            after > 0 ? Bar("after", after) : null,
        };

        Element Bar(string kind, long size) => new(
            "rect", ("class", kind), ("width", Percent(Math.Clamp((double)size / Math.Max(whole, 1), 0.002, 1))), ("height", "100%"));
    }
}
