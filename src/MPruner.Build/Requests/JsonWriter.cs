using System.Globalization;
using System.Text;

namespace MPruner.Build.Requests;

/// <summary>Writes the JSON of a request. This package loads no JSON library into the MSBuild process.</summary>
internal sealed class JsonWriter
{
    private readonly StringBuilder text = new();
    private int depth;
    private bool empty = true;

    /// <summary>A JSON string literal.</summary>
    public static string Quote(string value)
    {
        var quoted = new StringBuilder(value.Length + 2).Append('"');
        foreach (char c in value)
        {
            _ = c switch
            {
                '"' => quoted.Append("\\\""),
                '\\' => quoted.Append("\\\\"),
                < ' ' => quoted.Append("\\u").Append(((int)c).ToString("x4", CultureInfo.InvariantCulture)),
                _ => quoted.Append(c),
            };
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
