using System.Text;

namespace MPruner.Build.Accessors;

/// <summary>What the methods of a model are called.</summary>
internal static class AccessorName
{
    /// <summary>
    /// The logical name without its ending, as part of an identifier: <c>spam-filter.v2.pt</c> becomes <c>SpamFilterV2</c>.
    /// </summary>
    public static string Of(string logicalName)
    {
        var name = new StringBuilder();
        bool startsWord = true;
        foreach (char c in Path.ChangeExtension(logicalName, null))
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
