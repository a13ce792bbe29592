namespace MPruner.Architecture.Tests;

/// <summary>The files that people write, and what in the C# files is too long.</summary>
internal static class SourceFiles
{
    private static readonly string[] Folders = ["src", "tests", "samples"];
    private static readonly string[] Generated = ["obj", "bin"];

    /// <summary>Every C# file: its path below the repository's root, and its lines.</summary>
    public static IEnumerable<(string Path, string[] Lines)> All() => Named("*.cs");

    /// <summary>Every file whose name fits a pattern.</summary>
    public static IEnumerable<(string Path, string[] Lines)> Named(string pattern) => Folders
        .SelectMany(folder => Directory.EnumerateFiles(Path.Combine(Repository.Root, folder), pattern, SearchOption.AllDirectories))
        .Select(file => Path.GetRelativePath(Repository.Root, file).Replace('\\', '/'))
        .Where(path => !path.Split('/').Intersect(Generated).Any())
        .Order(StringComparer.Ordinal)
        .Select(path => (path, File.ReadAllLines(Path.Combine(Repository.Root, path))));

    /// <summary>The files that have too many lines.</summary>
    public static IEnumerable<string> LongFiles(IEnumerable<(string Path, string[] Lines)> files, int limit) =>
        from file in files
        where file.Lines.Length > limit
        select $"{file.Path}: {file.Lines.Length} lines, expected at most {limit}";

    /// <summary>The lines that have too many characters.</summary>
    public static IEnumerable<string> LongLines(IEnumerable<(string Path, string[] Lines)> files, int limit) =>
        from file in files
        from line in file.Lines.Select((text, index) => (text.Length, Number: index + 1))
        where line.Length > limit
        select $"{file.Path}:{line.Number}: {line.Length} characters, expected at most {limit}";

    /// <summary>The using directives that are out of order: those of System come first, then all others, each by its name.</summary>
    public static IEnumerable<string> UnsortedUsings(IEnumerable<(string Path, string[] Lines)> files) =>
        from file in files
        let names = file.Lines.Where(IsUsing).Select(line => line["using ".Length..].TrimEnd(';')).ToList()
        let sorted = names.OrderByDescending(IsOfSystem).ThenBy(name => name, StringComparer.OrdinalIgnoreCase).ToList()
        let first = names.Zip(sorted).FirstOrDefault(pair => pair.First != pair.Second)
        where first.First is not null
        select $"{file.Path}: using {first.First}, expected {first.Second}";

    private static bool IsUsing(string line) =>
        line.StartsWith("using ", StringComparison.Ordinal)
        && !line.StartsWith("using static ", StringComparison.Ordinal)
        && line.EndsWith(';')
        && !line.Contains('=');

    private static bool IsOfSystem(string name) => name == "System" || name.StartsWith("System.", StringComparison.Ordinal);
}
