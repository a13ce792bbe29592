using System.Globalization;
using System.Text;

namespace MPruner.Shared.Reporting;

/// <summary>Text of unknown origin as HTML: nothing in it is markup, and nothing in it is invisible or turns its direction.</summary>
internal static class HtmlText
{
    /// <summary>Encodes a text for an element or an attribute. The result is also well-formed XML.</summary>
    /// <remarks>Characters that are not seen are spelled out: <c>\u202E</c>.</remarks>
    public static string Encode(string text)
    {
        var html = new StringBuilder(text.Length);
        for (int i = 0; i < text.Length; i++)
        {
            bool isPair = char.IsSurrogatePair(text, i);
            if (IsUnseen(text, i))
            {
                string format = isPair ? @"\U{0:X8}" : @"\u{0:X4}";
                html.AppendFormat(CultureInfo.InvariantCulture, format, isPair ? char.ConvertToUtf32(text, i) : text[i]);
            }
            else
            {
                html.Append(Encode(text[i]));
                html.Append(isPair ? text.Substring(i + 1, 1) : "");
            }

            i += isPair ? 1 : 0;
        }

        return html.ToString();
    }

    /// <summary>Whether the character at an index is a control or format character, or none at all.</summary>
    public static bool IsUnseen(string text, int index) => CharUnicodeInfo.GetUnicodeCategory(text, index) is
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate or UnicodeCategory.OtherNotAssigned
        or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;

    private static string Encode(char c) => c switch
    {
        '&' => "&amp;",
        '<' => "&lt;",
        '>' => "&gt;",
        '"' => "&quot;",
        '\'' => "&#39;",
        _ => c.ToString(),
    };
}
