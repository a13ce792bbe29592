using System.Collections.Immutable;
using System.Globalization;
using MPruner.Shared.Requests;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace MPruner.Tool.Reporting;

/// <summary>One option of a run.</summary>
/// <param name="Name">The name in a build request: <c>maxDrop</c>.</param>
/// <param name="Value">The value as it is written on a command line; null where the option is not set.</param>
/// <param name="IsDefault">Whether a run without this option has the same value.</param>
internal sealed record OptionReport(string Name, string? Value, bool IsDefault)
{
    /// <summary>The name on a command line: <c>--max-drop</c>.</summary>
    public string Switch =>
        "--" + string.Concat(Name.Select(c => char.IsUpper(c) ? $"-{char.ToLowerInvariant(c)}" : $"{c}"));

    /// <summary>The name in a project: <c>MaxDrop</c>.</summary>
    public string Title => char.ToUpperInvariant(Name[0]) + Name[1..];

    /// <summary>All options of a run, in a fixed order.</summary>
    /// <param name="options">The object that <see cref="OptionsJson"/> wrote.</param>
    /// <param name="threads">The number of threads, whose default depends on the machine.</param>
    /// <param name="seed">The seed.</param>
    public static ImmutableArray<OptionReport> Read(JObject options, int threads, int seed)
    {
        var defaults = OptionsJson.Of(new PruningOptions());
        return
        [
            .. options.Properties().Select(option => Of(option.Name, option.Value, defaults[option.Name])),
            new(RequestOption.Threads, threads.ToString(CultureInfo.InvariantCulture), false),
            new(RequestOption.Seed, seed.ToString(CultureInfo.InvariantCulture), seed == 0),
        ];
    }

    private static OptionReport Of(string name, JToken value, JToken? otherwise) =>
        new(name, Text(value), Text(value) == Text(otherwise));

    private static string? Text(JToken? value) => value switch
    {
        null or { Type: JTokenType.Null } => null,
        { Type: JTokenType.String } => (string?)value,
        JValue => value.ToString(Formatting.None),
        _ => throw new FormatException("An option is no plain value."),
    };
}
