namespace MPruner.Tool.Options;

/// <summary>How the values of an option that is one of a few words are spelled: <c>relative-error</c>, read in any case.</summary>
internal static class OptionWords
{
    /// <summary>The word for a value.</summary>
    public static string Of<T>(T value)
        where T : struct, Enum => Word(value.ToString());

    /// <summary>The value of a word; null where there is none. Numbers are not accepted.</summary>
    public static T? Find<T>(string? text)
        where T : struct, Enum
    {
        var found = Enum.GetNames<T>().FirstOrDefault(name => Word(name).Equals(text, StringComparison.OrdinalIgnoreCase));
        return found is null ? null : Enum.Parse<T>(found);
    }

    /// <summary>All words: <c>anchor|complete</c>.</summary>
    public static string List<T>()
        where T : struct, Enum => string.Join('|', Enum.GetNames<T>().Select(Word));

    private static string Word(string name) => string.Concat(
        name.Select((c, i) => i > 0 && char.IsUpper(c) ? $"-{char.ToLowerInvariant(c)}" : $"{char.ToLowerInvariant(c)}"));
}
