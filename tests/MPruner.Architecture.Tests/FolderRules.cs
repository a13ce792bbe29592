namespace MPruner.Architecture.Tests;

/// <summary>The folders of one project, each with those that it may use.</summary>
/// <remarks>
/// A folder is a namespace, written without the leading <c>MPruner.</c>; it may use only folders that are listed above it, so that
/// no two folders depend on each other.
/// </remarks>
internal sealed class FolderRules
{
    private const string Root = "MPruner.";
    private readonly List<(string Folder, string[] MayUse)> rows = [];

    /// <summary>Adds the next folder.</summary>
    public FolderRules Add(string folder, params string[] mayUse)
    {
        rows.Add((folder, mayUse));
        return this;
    }

    /// <summary>The same rules without one folder.</summary>
    public FolderRules Without(string folder)
    {
        var fewer = new FolderRules();
        fewer.rows.AddRange(rows.Where(row => row.Folder != folder));
        return fewer;
    }

    /// <summary>What is wrong with the rules themselves: a folder that uses itself, one below it, or one that has no row.</summary>
    public IEnumerable<string> Upwards() =>
        from row in rows.Select((row, index) => (row.Folder, row.MayUse, Above: rows.Take(index).Select(above => above.Folder)))
        from used in row.MayUse.Except(row.Above)
        select $"{row.Folder} may use {used}, which is not listed above it";

    /// <summary>What the compiled types do against the rules, and folders that have no rule.</summary>
    /// <param name="uses">Pairs of namespaces.</param>
    public IEnumerable<string> Violations(IEnumerable<(string User, string Used)> uses)
    {
        var inner = uses
            .Where(use => use.Used.StartsWith(Root, StringComparison.Ordinal))
            .Select(use => (User: Folder(use.User), Used: Folder(use.Used)))
            .ToArray();
        foreach (var folder in inner.SelectMany(use => new[] { use.User, use.Used }).Except(rows.Select(row => row.Folder)))
        {
            yield return $"{folder} is not listed";
        }

        foreach (var (user, used) in inner.Where(use => use.User != use.Used))
        {
            if (!rows.Exists(row => row.Folder == user && row.MayUse.Contains(used)))
            {
                yield return $"{user} uses {used}";
            }
        }
    }

    private static string Folder(string name) => name.StartsWith(Root, StringComparison.Ordinal) ? name[Root.Length..] : name;
}
