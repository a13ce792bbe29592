using System.Text;

namespace MPruner.Build.Accessors;

/// <summary>What the methods of a model are called.</summary>
internal static class AccessorName
{
    /// <summary>The names of models in their order: with the ending where two are the same without it.</summary>
    public static IReadOnlyList<string> OfAll(IReadOnlyList<string> logicalNames) =>
    [
        .. logicalNames.Select(name => logicalNames.Count(other => Of(other) == Of(name)) == 1 ? Of(name) : Identifier(name)),
    ];

    /// <summary>
    /// The logical name without its ending, as part of an identifier: <c>spam-filter.v2.pt</c> becomes <c>SpamFilterV2</c>.
    /// </summary>
    public static string Of(string logicalName) => Identifier(Path.ChangeExtension(logicalName, null));

    private static string Identifier(string text)
    {
        var name = new StringBuilder();
        bool startsWord = true;
        foreach (char c in text)
        {
            if (char.IsLetterOrDigit(c))
            {
                name.Append(startsWord ? char.ToUpperInvariant(c) : c);
            }

            startsWord = !char.IsLetterOrDigit(c);
        }

        return name.ToString();
    }
}
