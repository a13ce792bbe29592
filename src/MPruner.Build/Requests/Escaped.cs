using System.Globalization;
using System.Text;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;

namespace MPruner.Build.Requests;

/// <summary>Items with any text in them. MSBuild takes what a task sets for escaped: <c>a%2Fb</c> would come back as <c>a/b</c>.</summary>
internal static class Escaped
{
    private const string Special = "%*?@$();'";

    /// <summary>An item whose name is this text.</summary>
    public static ITaskItem Item(string name) => new TaskItem(Text(name));

    /// <summary>Sets a metadata to this text.</summary>
    public static void Set(ITaskItem item, string name, string value) => item.SetMetadata(name, Text(value));

    private static string Text(string value)
    {
        var escaped = new StringBuilder(value.Length);
        foreach (char c in value)
        {
            _ = Special.IndexOf(c) < 0
                ? escaped.Append(c)
                : escaped.Append('%').Append(((int)c).ToString("x2", CultureInfo.InvariantCulture));
        }

        return escaped.ToString();
    }
}
