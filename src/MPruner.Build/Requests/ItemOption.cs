using System.Globalization;

namespace MPruner.Build.Requests;

/// <summary>One option of a <c>PruneModel</c> item: which texts are accepted, and how they become JSON.</summary>
/// <param name="JsonName">The name in a request, in camel case.</param>
/// <param name="Expected">What is accepted, for people.</param>
/// <param name="ToJson">The JSON literal of a text, or null where the text is not accepted.</param>
/// <param name="IsChoice">Whether it is one of a closed set of words.</param>
internal sealed record ItemOption(string JsonName, string Expected, Func<string, string?> ToJson, bool IsChoice = false)
{
    /// <summary>The name of the metadata, in Pascal case.</summary>
    public string Name { get; } = MetadataName(JsonName);

    /// <summary>The metadata's name for a member of a request.</summary>
    public static string MetadataName(string member) => char.ToUpperInvariant(member[0]) + member.Substring(1);

    /// <summary>A finite number from <paramref name="low"/> to <paramref name="high"/>.</summary>
    /// <param name="name">The name in a request.</param>
    /// <param name="low">The smallest number that is accepted.</param>
    /// <param name="high">The largest number; infinity where there is none.</param>
    /// <param name="highExcluded">Whether <paramref name="high"/> itself is refused.</param>
    public static ItemOption Number(string name, double low, double high, bool highExcluded = false)
    {
        string excluded = highExcluded ? " (excluded)" : "";
        string expected = double.IsPositiveInfinity(high)
            ? $"a number from {Text(low)} on"
            : $"a number from {Text(low)} to {Text(high)}{excluded}";
        return new ItemOption(name, expected, text =>
            double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && IsInRange(value)
                ? Text(value)
                : null);

        bool IsInRange(double value) =>
            value >= low && value <= high && !double.IsInfinity(value) && !(highExcluded && value >= high);
    }

    /// <summary>A whole number from <paramref name="low"/> to <paramref name="high"/>.</summary>
    public static ItemOption WholeNumber(string name, long low, long high = int.MaxValue) =>
        new(name, $"a whole number from {Text(low)} {(high < int.MaxValue ? "to " + Text(high) : "on")}", text =>
            long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long value)
            && value >= low && value <= high
                ? Text(value)
                : null);

    /// <summary>One of a closed set of words, in any case; the request has the spelling given here.</summary>
    public static ItemOption OneOf(string name, params string[] words) =>
        new(name, "one of " + string.Join(", ", words), text => Quoted(Array.Find(words, word => IsSame(word, text))), IsChoice: true);

    /// <summary>A text that is passed on as it is, if it is accepted.</summary>
    public static ItemOption Matching(string name, string expected, Predicate<string> isAccepted) =>
        new(name, expected, text => isAccepted(text) ? JsonWriter.Quote(text) : null, IsChoice: true);

    /// <summary>Any text; the tool knows what it names.</summary>
    public static ItemOption AnyText(string name) => new(name, "a text", JsonWriter.Quote);

    private static string? Quoted(string? word) => word is null ? null : JsonWriter.Quote(word);

    private static bool IsSame(string word, string text) => word.Equals(text, StringComparison.OrdinalIgnoreCase);

    private static string Text(long value) => value.ToString(CultureInfo.InvariantCulture);

    private static string Text(double value) => value.ToString("R", CultureInfo.InvariantCulture);
}
