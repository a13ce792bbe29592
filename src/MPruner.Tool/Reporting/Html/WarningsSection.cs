using MPruner.Core.Reports;

namespace MPruner.Tool.Reporting.Html;

/// <summary>The warnings of the run.</summary>
internal static class WarningsSection
{
    /// <summary>The section; null without warnings.</summary>
    public static Element? Of(PruningResult result) => result.Warnings.IsEmpty
        ? null
        : new Element("section", ("class", "warnings"))
        {
            new Element("h2") { NumberText.Count(result.Warnings.Length, "warning") },
            new Element("ul")
            {
                result.Warnings.Select(warning => new Element("li")
                {
                    new Element("strong") { warning.Code }, " " + warning.Message.ReplaceLineEndings(" "),
                }),
            },
        };
}
