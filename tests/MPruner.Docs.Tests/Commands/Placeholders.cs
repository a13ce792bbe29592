using System.Text.RegularExpressions;
using MPruner.Docs.Tests.Documents;

namespace MPruner.Docs.Tests.Commands;

/// <summary>What the text of a document writes for something that differs from case to case.</summary>
internal static partial class Placeholders
{
    private static readonly (string Text, string Value)[] Fixed =
    [
        ("--storage WORD", "--storage int8"),
        ("--width-criterion WORD", "--width-criterion l1"),
        ("COMMAND", "prune"),
        (" …", " model.pt"),
        ("$part", "1"),
        ("`", ""),
    ];

    /// <summary>A command line without placeholders that a parser would refuse.</summary>
    /// <remarks>Names of files need no value, since nothing is opened. A document may define others: `A` stands for `…`.</remarks>
    public static string Filled(string command, string document)
    {
        string filled = Expression().Replace(command, "1");
        foreach ((string text, string value) in Defined(document).Concat(Fixed))
        {
            filled = Whole(text).Replace(filled, value.Replace("$", "$$", StringComparison.Ordinal));
        }

        return filled;
    }

    private static IEnumerable<(string Text, string Value)> Defined(string document)
    {
        Document one = Document.All.Single(one => one.Path == document);
        return Definition().Matches(one.Prose)
            .Select(match => (match.Groups[1].Value, Spaces().Replace(match.Groups[2].Value, " ").Trim()));
    }

    private static Regex Whole(string text)
    {
        bool isWord = char.IsLetter(text[0]) && char.IsLetter(text[^1]);
        return new Regex(isWord ? $@"(?<![\w/.]){Regex.Escape(text)}(?![\w/.])" : Regex.Escape(text));
    }

    [GeneratedRegex(@"`([A-Z]+)` (?:stands )?for\s+`([^`]+)`")]
    private static partial Regex Definition();

    [GeneratedRegex(@"\$\{\{.*?\}\}|\$\([\w.]+\)")]
    private static partial Regex Expression();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}
