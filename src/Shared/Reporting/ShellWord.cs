using System.Globalization;
using System.Text;

namespace MPruner.Shared.Reporting;

/// <summary>One word of a command line that bash and zsh read as exactly this text.</summary>
internal static class ShellWord
{
    private const string Plain = "@%+=:,./-_";

    /// <summary>A path, which is no option whatever it begins with.</summary>
    public static string OfPath(string path) => Of(path.Length > 0 && path[0] == '-' ? "./" + path : path);

    /// <summary>A text: bare, in quotes, or with its unseen characters as octal numbers.</summary>
    public static string Of(string text)
    {
        if (Enumerable.Range(0, text.Length).Any(i => HtmlText.IsUnseen(text, i)))
        {
            return $"$'{Escaped(text)}'";
        }

        bool isPlain = text.Length > 0 && text.All(c => (c < 128 && char.IsLetterOrDigit(c)) || Plain.Contains(c));
        return isPlain ? text : $"'{text.Replace("'", @"'\''")}'";
    }

    private static string Escaped(string text)
    {
        var escaped = new StringBuilder();
        foreach (byte value in Encoding.UTF8.GetBytes(text))
        {
            bool isPlain = value is > 31 and < 127 and not (byte)'\'' and not (byte)'\\';
            escaped.Append(isPlain ? ((char)value).ToString() : "\\" + Octal(value));
        }

        return escaped.ToString();
    }

    private static string Octal(byte value) =>
        (((value >> 6) * 100) + (((value >> 3) & 7) * 10) + (value & 7)).ToString("000", CultureInfo.InvariantCulture);
}
