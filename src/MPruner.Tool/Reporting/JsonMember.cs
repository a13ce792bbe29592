using Newtonsoft.Json.Linq;

namespace MPruner.Tool.Reporting;

/// <summary>Members that a JSON object has to have.</summary>
internal static class JsonMember
{
    /// <summary>A member.</summary>
    /// <exception cref="FormatException">There is none.</exception>
    public static JToken Of(JToken json, string name) => json[name] ?? throw new FormatException($"'{name}' is missing in '{json.Path}'.");

    /// <summary>A text.</summary>
    /// <exception cref="FormatException">There is none.</exception>
    public static string Text(JToken json, string name) =>
        (string?)Of(json, name) ?? throw new FormatException($"'{name}' is null in '{json.Path}'.");
}
