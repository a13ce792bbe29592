using System.Collections;
using System.Globalization;
using System.Text;
using MPruner.Shared.Reporting;

namespace MPruner.Tool.Reporting.Html;

/// <summary>An element of HTML or SVG. All texts and attributes are encoded; it is printed as HTML that is well-formed XML, too.</summary>
/// <param name="name">The tag.</param>
/// <param name="attributes">The attributes in order; one whose value is null is left out.</param>
internal sealed class Element(string name, params ReadOnlySpan<(string Name, string? Value)> attributes) : IEnumerable
{
    /// <summary>Elements of HTML that have no content, and need none; those of SVG are closed likewise when they are empty.</summary>
    private static readonly HashSet<string> Void = ["meta", "br", "rect", "line", "circle", "path", "stop", "use", "col"];

    private readonly (string Name, string? Value)[] attributes = attributes.ToArray();
    private readonly List<object> content = [];

    /// <summary>Adds a text.</summary>
    public void Add(string? text)
    {
        if (!string.IsNullOrEmpty(text))
        {
            content.Add(HtmlText.Encode(text));
        }
    }

    /// <summary>Adds an element; null adds none.</summary>
    public void Add(Element? element)
    {
        if (element is not null)
        {
            content.Add(element);
        }
    }

    /// <summary>Adds elements.</summary>
    public void Add(IEnumerable<Element?> elements)
    {
        foreach (var element in elements)
        {
            Add(element);
        }
    }

    /// <summary>Adds what is HTML already: an own style sheet or script, or a place for a path.</summary>
    public void Add(Markup markup) => content.Add(markup.Html);

    /// <summary>Prints the element.</summary>
    public override string ToString()
    {
        var html = new StringBuilder();
        Print(html);
        return html.ToString();
    }

    /// <inheritdoc/>
    IEnumerator IEnumerable.GetEnumerator() => content.GetEnumerator();

    /// <summary>A number in an attribute: at most three decimals.</summary>
    public static string Number(double value) => value.ToString("0.###", CultureInfo.InvariantCulture);

    /// <summary>A share, 0–1, as a percentage in an attribute.</summary>
    public static string Percent(double share) => Number(share * 100) + "%";

    private void Print(StringBuilder html)
    {
        html.Append('<').Append(name);
        foreach (var (attribute, value) in attributes)
        {
            if (value is not null)
            {
                html.Append(' ').Append(attribute).Append("=\"").Append(HtmlText.Encode(value)).Append('"');
            }
        }

        if (content.Count == 0 && Void.Contains(name))
        {
            html.Append("/>");
            return;
        }

        html.Append('>');
        foreach (var part in content)
        {
            if (part is Element element)
            {
                element.Print(html);
            }
            else
            {
                html.Append((string)part);
            }
        }

        html.Append("</").Append(name).Append('>');
    }
}

/// <summary>HTML that needs no encoding.</summary>
/// <param name="Html">The HTML.</param>
internal readonly record struct Markup(string Html);
