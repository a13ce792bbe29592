using System.Globalization;
using MPruner.Core.Measuring;

namespace MPruner.Tool.Analyses;

/// <summary>A shard as users write it: <c>3/8</c>.</summary>
internal static class ShardText
{
    /// <summary>What is expected, for messages.</summary>
    public const string Expected = "the number of a part and the number of parts, such as 1/8 to 8/8";

    private const int Most = 100_000;

    /// <summary>The text.</summary>
    public static string Of(Shard shard) => string.Create(CultureInfo.InvariantCulture, $"{shard.Index}/{shard.Count}");

    /// <summary>The shard that a text means; null for any other text.</summary>
    public static Shard? Find(string? text) =>
        text?.Split('/') is [var first, var last] && Number(first) is { } index && Number(last) is { } count && index <= count
            ? new Shard(index, count)
            : null;

    private static int? Number(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is >= 1 and <= Most ? number : null;
}
