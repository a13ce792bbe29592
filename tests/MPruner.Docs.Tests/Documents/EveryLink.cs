namespace MPruner.Docs.Tests.Documents;

/// <summary>Links within the repository.</summary>
public sealed class EveryLink
{
    public static TheoryData<string> Documents => [.. Document.All.Select(document => document.Path)];

    [Theory]
    [MemberData(nameof(Documents))]
    public void LeadsToAFileAndAHeadingThatAreThere(string path)
    {
        Document document = Document.All.Single(one => one.Path == path);

        Assert.Empty(document.Links.Select(link => Fault(document, link)).OfType<string>());
    }

    /// <summary>A package's readme is shown where there is no other file of the repository.</summary>
    [Fact]
    public void IsAbsentFromTheReadmesOfThePackages() => Assert.All(
        Document.All.Where(document => document.Path.StartsWith("src/", StringComparison.Ordinal)),
        document => Assert.Empty(document.Links));

    [Fact]
    public void ToEveryDocumentIsInTheReadme()
    {
        Document readme = Document.All.Single(document => document.Path == "README.md");
        var targets = readme.Links.Select(link => link.Target.Split('#')[0]).ToHashSet(StringComparer.Ordinal);

        Assert.Empty(Document.All.Select(document => document.Path)
            .Where(path => path != "README.md" && !path.StartsWith("src/", StringComparison.Ordinal))
            .Except(targets));
    }

    private static string? Fault(Document document, (int Line, string Target) link)
    {
        if (Exceptions.Links.Any(start => link.Target.StartsWith(start, StringComparison.Ordinal)))
        {
            return null;
        }

        string[] parts = link.Target.Split('#', 2);
        string file = parts[0].Length == 0 ? document.FullPath : Path.Combine(Path.GetDirectoryName(document.FullPath)!, parts[0]);
        if (!Path.Exists(file))
        {
            return $"{document.Path}:{link.Line}: there is no {link.Target}";
        }

        bool isKnown = parts.Length == 1
            || Document.All.Single(one => one.FullPath == Path.GetFullPath(file)).Anchors.Contains(parts[1]);
        return isKnown ? null : $"{document.Path}:{link.Line}: no heading gives the anchor of {link.Target}";
    }
}
