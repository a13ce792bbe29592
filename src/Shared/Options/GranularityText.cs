using System.Globalization;

namespace MPruner.Shared.Options;

/// <summary>How granularities are spelled: one, <c>2</c>, or the first and the last, <c>1..3</c>.</summary>
internal static class GranularityText
{
    /// <summary>What is expected, for messages.</summary>
    public const string Expected = "a whole number from 1 on, or two such as 1..3";

    private static readonly string[] Between = [".."];

    /// <summary>The first and the last; null where the text is neither.</summary>
    public static (int First, int Last)? Find(string? text)
    {
        string[] parts = (text ?? "").Split(Between, StringSplitOptions.None);
        return parts.Length <= 2
            && int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out int first)
            && int.TryParse(parts[parts.Length - 1], NumberStyles.None, CultureInfo.InvariantCulture, out int last)
            && first >= 1 && last >= first
            ? (first, last)
            : null;
    }

    /// <summary>The text: <c>1..3</c>.</summary>
    public static string Of(int first, int last) => FormattableString.Invariant($"{first}..{last}");
}
