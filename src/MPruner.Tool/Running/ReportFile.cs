using System.Text;
using MPruner.Tool.Files;
using MPruner.Tool.Reporting;
using MPruner.Tool.Reporting.Html;
using Newtonsoft.Json.Linq;

namespace MPruner.Tool.Running;

/// <summary>The file of a report: a page to read if its name ends in <c>.html</c>, otherwise the JSON object.</summary>
internal static class ReportFile
{
    /// <summary>The ending of a page's name.</summary>
    public const string PageEnding = ".html";

    /// <summary>Whether a file of this name gets a page.</summary>
    public static bool IsPage(string path) => Path.GetExtension(path).Equals(PageEnding, StringComparison.OrdinalIgnoreCase);

    /// <summary>Writes a report.</summary>
    /// <param name="path">The file; null writes none.</param>
    /// <param name="json">The object of the command.</param>
    /// <exception cref="ToolException"><c>MPR5006</c>: the file cannot be written.</exception>
    public static void Write(string? path, JObject json)
    {
        if (path is null)
        {
            return;
        }

        var text = IsPage(path) ? HtmlReport.Of(ReportDocument.Of(json)) : ReportJson.Print(json);
        AtomicFile.Write(path, Encoding.UTF8.GetBytes(text));
    }
}
