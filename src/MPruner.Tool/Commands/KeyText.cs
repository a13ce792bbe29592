using System.Globalization;
using System.Text;
using MPruner.Tool.Caching;
using MPruner.Tool.Reporting;
using Newtonsoft.Json.Linq;

namespace MPruner.Tool.Commands;

/// <summary>A key, what it is made of, and why the cache does not have it.</summary>
/// <param name="key">The key.</param>
/// <param name="folder">The cache's folder.</param>
/// <param name="cache">The cache's results.</param>
/// <param name="clock">Says how long ago something was.</param>
internal sealed class KeyText(CacheKey key, string folder, CacheListing cache, TimeProvider clock)
{
    private const int HashDigits = 64;
    private const int ShownDigits = 12;

    /// <summary>For programs: all values in full.</summary>
    public JObject Json(bool isExplained)
    {
        var json = new JObject { ["key"] = key.Hash, ["cache"] = folder, ["cached"] = cache.Has(key.Hash) };
        if (isExplained)
        {
            json["members"] = new JArray(KeyMember.Of(key).Select(member => new JObject
            {
                ["name"] = member.Name,
                ["value"] = JToken.Parse(member.Value),
                ["meaning"] = member.Meaning,
            }));
            json["nearest"] = Json(NearestKey.Of(key, cache));
        }

        return json;
    }

    /// <summary>For people.</summary>
    public string Explanation()
    {
        var text = new StringBuilder().Append(key.Hash).Append("\n\n");
        foreach (var member in KeyMember.Of(key))
        {
            text.Append(CultureInfo.InvariantCulture, $"  {member.Name,-16} {Shown(member),-22} {member.Meaning}\n");
        }

        return text.Append('\n').Append(Outcome()).ToString();
    }

    private static JObject? Json(NearestKey? nearest) => nearest is null ? null : new JObject
    {
        ["key"] = nearest.Key,
        ["lastUse"] = CacheText.Time(nearest.LastUse),
        ["differences"] = new JArray(nearest.Differences.Select(difference => new JObject
        {
            ["name"] = difference.Name,
            ["here"] = Value(difference.Member),
            ["there"] = Value(difference.There),
            ["meaning"] = difference.Meaning,
        })),
    };

    private static JToken Value(KeyMember? member) => member is null ? JValue.CreateNull() : JToken.Parse(member.Value);

    private static string Shown(KeyMember? member)
    {
        var value = member?.Value.Trim('"') ?? "nothing";
        return value.Length switch
        {
            0 => "empty",
            HashDigits => value[..ShownDigits] + "…",
            _ => value,
        };
    }

    private string Outcome()
    {
        if (cache.Has(key.Hash))
        {
            return $"The cache '{folder}' has this result.\n";
        }

        if (NearestKey.Of(key, cache) is not { } nearest)
        {
            return $"The cache '{folder}' does not have this result, and no other that it could be compared with.\n";
        }

        var ago = Ago(clock.GetUtcNow().UtcDateTime - nearest.LastUse);
        var text = new StringBuilder($"The cache '{folder}' does not have this result. ")
            .Append(CultureInfo.InvariantCulture, $"The nearest one there, last used {ago}, differs in\n");
        foreach (var difference in nearest.Differences)
        {
            var (here, there) = (Shown(difference.Member), Shown(difference.There));
            text.Append(CultureInfo.InvariantCulture, $"  {difference.Name}: {here} here, {there} there ({difference.Meaning})\n");
        }

        return text.ToString();
    }

    private static string Ago(TimeSpan time) => time switch
    {
        { TotalMinutes: < 1 } => "just now",
        { TotalHours: < 1 } => NumberText.Count((int)time.TotalMinutes, "minute") + " ago",
        { TotalDays: < 1 } => NumberText.Count((int)time.TotalHours, "hour") + " ago",
        _ => NumberText.Count((int)time.TotalDays, "day") + " ago",
    };
}
