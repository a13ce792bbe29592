using System.Globalization;
using MPruner.Tool.Reporting;
using Newtonsoft.Json.Linq;

namespace MPruner.Tool.Commands;

/// <summary>What the commands of the cache say, for people.</summary>
internal static class CacheText
{
    /// <summary>One line for each member.</summary>
    public static string Of(JObject json) =>
        string.Concat(json.Properties().Select(member => $"  {Name(member.Name),-14} {Value(member)}\n"));

    /// <summary>A time as programs read it; null for none.</summary>
    public static string? Time(DateTime? time) => time?.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private static string Name(string member) => member switch
    {
        "maxBytes" => "limit",
        "lastUse" => "last use",
        "bytes" => "size",
        "deletedFiles" => "deleted files",
        "deletedBytes" => "deleted size",
        _ => member,
    };

    private static string Value(JProperty member)
    {
        if (((JValue)member.Value).Value is null)
        {
            return "none";
        }

        return member.Name.EndsWith("ytes", StringComparison.Ordinal) ? NumberText.Size((long)member.Value) : (string)member.Value!;
    }
}
