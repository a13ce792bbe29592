namespace MPruner.Shared.Options;

/// <summary>How recovery steps are spelled: <c>None</c>, or steps joined by semicolons in any order, <c>Linear;Distill</c>.</summary>
internal static class RecoveryWords
{
    /// <summary>What is expected, for messages.</summary>
    public const string Expected = "None, or one or more of Linear, Distill and Finetune joined by semicolons";

    private const string None = "None";

    private static readonly string[] Steps = ["Linear", "Distill", "Finetune"];

    /// <summary>The steps, in the spelling above; null where the text is not as expected, or names a step twice.</summary>
    public static IReadOnlyList<string>? Find(string? text)
    {
        string[] words = [.. (text ?? "").Split(';').Select(word => word.Trim())];
        if (words.Length == 1 && IsSame(words[0], None))
        {
            return [];
        }

        string[] steps = [.. Steps.Where(step => Array.Exists(words, word => IsSame(word, step)))];
        return steps.Length == words.Length ? steps : null;
    }

    private static bool IsSame(string one, string other) => one.Equals(other, StringComparison.OrdinalIgnoreCase);
}
