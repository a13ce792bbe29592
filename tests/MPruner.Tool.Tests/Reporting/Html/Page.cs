using System.Xml;
using System.Xml.Linq;
using MPruner.Core.Reports;
using MPruner.Tool.Reporting;
using MPruner.Tool.Reporting.Html;
using Newtonsoft.Json.Linq;

namespace MPruner.Tool.Tests.Reporting.Html;

/// <summary>A report's page, read as the XML that it is, too.</summary>
internal sealed class Page
{
    private Page(string html)
    {
        Html = html;
        using var reader = XmlReader.Create(new StringReader(html), new XmlReaderSettings { DtdProcessing = DtdProcessing.Ignore });
        Root = XDocument.Load(reader).Root!;
    }

    public string Html { get; }

    public XElement Root { get; }

    public static Page Of(PruningResult result) => Of(Example.Document(result));

    public static Page Of(JObject json) => new(HtmlReport.Of(ReportDocument.Of(json)));

    public IEnumerable<XElement> All(string tag) => Root.Descendants(tag);

    public IEnumerable<XElement> WithClass(string name) =>
        Root.Descendants().Where(element => (((string?)element.Attribute("class")) ?? "").Split(' ').Contains(name));

    /// <summary>The texts in an element, with single spaces between all words.</summary>
    public static string Text(XElement element)
    {
        var texts = element.DescendantNodes().OfType<XText>().Select(text => text.Value);
        return string.Join(' ', string.Join(' ', texts).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
    }
}
