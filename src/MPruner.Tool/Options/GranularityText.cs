using System.Globalization;

namespace MPruner.Tool.Options;

/// <summary>How granularities are spelled: one, <c>2</c>, or the first and the last, <c>1..3</c>.</summary>
internal static class GranularityText
{
    /// <summary>What is expected, for messages.</summary>
    public const string Expected = "a whole number from 1 on, or two such as 1..3";

    /// <summary>The first and the last; null where the text is neither.</summary>
    public static (int First, int Last)? Find(string? text)
    {
        var parts = (text ?? "").Split("..");
        return parts.Length <= 2
            && int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var first)
            && int.TryParse(parts[^1], NumberStyles.None, CultureInfo.InvariantCulture, out var last)
            && first >= 1 && last >= first
            ? (first, last)
            : null;
    }

    /// <summary>The text: <c>1..3</c>.</summary>
    public static string Of(int first, int last) => string.Create(CultureInfo.InvariantCulture, $"{first}..{last}");
}
