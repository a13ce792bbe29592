using System.Globalization;

namespace MPruner.Build.Requests;

/// <summary>One option of a <c>PruneModel</c> item: how its text becomes JSON, and what it may be.</summary>
/// <param name="JsonName">The name in a request: camel case.</param>
/// <param name="Expected">What is accepted, for people.</param>
/// <param name="ToJson">The JSON literal of a text, or null where the text is not accepted.</param>
/// <param name="IsChoice">Whether it is one of a closed set of words.</param>
internal sealed record ItemOption(string JsonName, string Expected, Func<string, string?> ToJson, bool IsChoice = false)
{
    /// <summary>The metadata's name: Pascal case.</summary>
    public string Name { get; } = MetadataName(JsonName);

    /// <summary>The metadata's name for a member of a request.</summary>
    public static string MetadataName(string member) => char.ToUpperInvariant(member[0]) + member.Substring(1);

    /// <summary>A number from <paramref name="low"/> to <paramref name="high"/>; both ends are accepted unless <paramref name="highExcluded"/>.</summary>
    public static ItemOption Number(string name, double low, double high, bool highExcluded = false)
    {
        string expected = double.IsPositiveInfinity(high)
            ? $"a number from {Text(low)} on"
            : $"a number from {Text(low)} to {Text(high)}{(highExcluded ? " (excluded)" : "")}";
        return new ItemOption(name, expected, text =>
            double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value)
            && value >= low && !double.IsInfinity(value) && (highExcluded ? value < high : value <= high)
                ? Text(value)
                : null);
    }

    /// <summary>A whole number from <paramref name="low"/> to <paramref name="high"/>.</summary>
    public static ItemOption WholeNumber(string name, long low, long high = int.MaxValue) =>
        new(name, $"a whole number from {low.ToString(CultureInfo.InvariantCulture)} on", text =>
            long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long value) && value >= low && value <= high
                ? value.ToString(CultureInfo.InvariantCulture)
                : null);

    /// <summary>One of a closed set of words, in any case; the request has the spelling given here.</summary>
    public static ItemOption OneOf(string name, params string[] words) =>
        new(name, "one of " + string.Join(", ", words), text =>
            words.FirstOrDefault(word => word.Equals(text, StringComparison.OrdinalIgnoreCase)) is { } word ? JsonWriter.Quote(word) : null, IsChoice: true);

    /// <summary>Any text; the tool knows what it names.</summary>
    public static ItemOption AnyText(string name) => new(name, "a text", JsonWriter.Quote);

    private static string Text(double value) => value.ToString("R", CultureInfo.InvariantCulture);
}
