using System.Security.Cryptography;
using System.Text;
using MPruner.Shared.Reporting;

namespace MPruner.Tool.Reporting.Html;

/// <summary>A report as one HTML page that needs no other file: the same document gives the same bytes.</summary>
internal static class HtmlReport
{
    private static readonly string Style = Resource("report.css");
    private static readonly string Script = Resource("report.js");

    /// <summary>The page.</summary>
    public static string Of(ReportDocument document)
    {
        var html = new Element("html", ("lang", "en")) { Head(document), Body(document) };
        return $"<!DOCTYPE html>\n{html}\n";
    }

    private static Element Head(ReportDocument document) => new("head")
    {
        new Element("meta", ("charset", "utf-8")),
        new Element("meta", ("name", "viewport"), ("content", "width=device-width, initial-scale=1")),
        new Element("meta", ("http-equiv", "Content-Security-Policy"), ("content", Policy())),
        new Element("meta", ("name", "color-scheme"), ("content", "light dark")),
        new Markup(ReportPlace.Title(document.Model.Path)),
        new Element("style") { new Markup(Style) },
    };

    private static Element Body(ReportDocument document) => new("body")
    {
        HeadlineSection.Of(document),
        new Element("main")
        {
            WarningsSection.Of(document.Result),
            QualitySection.Of(document),
            document.Result.Chains.Select((chain, i) => ChainSection.Of(document, chain, i)),
            AttemptsSection.Of(document),
            RunSection.Of(document),
        },
        new Element("script") { new Markup(Script) },
    };

    /// <summary>Nothing is loaded, and no script runs but the page's own.</summary>
    private static string Policy()
    {
        var hash = Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(Script)));
        return $"default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-{hash}'; base-uri 'none'; form-action 'none'";
    }

    private static string Resource(string name)
    {
        using var stream = typeof(HtmlReport).Assembly.GetManifestResourceStream(name)!;
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return "\n" + reader.ReadToEnd();
    }
}
