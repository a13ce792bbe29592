using System.Globalization;
using System.Text;

namespace MPruner.Build.Requests;

/// <summary>Writes the JSON of a request. This package loads no JSON library into the MSBuild process.</summary>
internal sealed class JsonWriter
{
    private readonly StringBuilder text = new();
    private int depth;
    private bool empty = true;

    /// <summary>A JSON string literal (RFC 8259, section 7).</summary>
    /// <remarks>
    /// It is spelled as the tool's JSON library spells it, so that a path is found again in a report. A surrogate without its
    /// partner is escaped as well, since UTF-8 cannot hold it.
    /// </remarks>
    public static string Quote(string value)
    {
        var quoted = new StringBuilder(value.Length + 2).Append('"');
        for (int i = 0; i < value.Length; i++)
        {
            _ = Escape(value, i) is { } escape ? quoted.Append('\\').Append(escape) : quoted.Append(value[i]);
        }

        return quoted.Append('"').ToString();
    }

    /// <summary>Opens an object or array: <c>{</c> or <c>[</c>, as a member of the given name or as an element.</summary>
    public JsonWriter Open(char bracket, string? name = null)
    {
        Next(name).Append(bracket);
        depth++;
        empty = true;
        return this;
    }

    /// <summary>Closes what was opened last.</summary>
    public JsonWriter Close(char bracket)
    {
        depth--;
        if (!empty)
        {
            Line();
        }

        text.Append(bracket);
        empty = false;
        return this;
    }

    /// <summary>A text member; left out when null.</summary>
    public JsonWriter Text(string name, string? value) => value is null ? this : Literal(name, Quote(value));

    /// <summary>A member whose value is JSON already.</summary>
    public JsonWriter Literal(string name, string json)
    {
        Next(name).Append(json);
        return this;
    }

    /// <inheritdoc/>
    public override string ToString() => text.ToString() + "\n";

    /// <summary>What follows the backslash; null for a character that stands for itself.</summary>
    private static string? Escape(string value, int i) => value[i] switch
    {
        '"' => "\"",
        '\\' => "\\",
        '\b' => "b",
        '\f' => "f",
        '\n' => "n",
        '\r' => "r",
        '\t' => "t",
        < ' ' or '\u0085' or '\u2028' or '\u2029' => Code(value[i]),
        _ => IsUnpaired(value, i) ? Code(value[i]) : null,
    };

    private static string Code(char c) => "u" + ((int)c).ToString("x4", CultureInfo.InvariantCulture);

    private static bool IsUnpaired(string value, int i)
    {
        bool startsPair = i + 1 < value.Length && char.IsSurrogatePair(value[i], value[i + 1]);
        bool endsPair = i > 0 && char.IsSurrogatePair(value[i - 1], value[i]);
        return char.IsSurrogate(value[i]) && !startsPair && !endsPair;
    }

    private StringBuilder Next(string? name)
    {
        if (!empty)
        {
            text.Append(',');
        }

        if (depth > 0)
        {
            Line();
        }

        empty = false;
        return name is null ? text : text.Append(Quote(name)).Append(": ");
    }

    private void Line() => text.Append('\n').Append(' ', 2 * depth);
}
