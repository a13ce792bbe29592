namespace MPruner.Docs.Tests.Documents;

/// <summary>Which rule covers a block.</summary>
internal static class Rules
{
    /// <summary>The document whose steps are done literally.</summary>
    public const string GettingStarted = "docs/getting-started.md";

    /// <summary>The rule; <see cref="Rule.None"/> where there is none.</summary>
    public static Rule Of(CodeBlock block) => (block.Language, block.Document) switch
    {
        ("", _) => Rule.Output,
        (_, GettingStarted) => Rule.Newcomer,
        ("xml", _) => Rule.Project,
        ("csharp", _) => Rule.Program,
        ("sh", _) => Rule.Shell,
        ("python", _) => Rule.Python,
        ("yaml", _) => Rule.Pipeline,
        ("json", "docs/build-request.md") => Rule.Request,
        ("text", "docs/errors.md") => Rule.Elsewhere,
        (var language, _) => Exceptions.Languages.ContainsKey(language) ? Rule.Foreign : Rule.None,
    };

    /// <summary>All blocks of all documents that a rule covers.</summary>
    public static IEnumerable<CodeBlock> Blocks(Rule rule) =>
        Document.All.SelectMany(document => document.Blocks).Where(block => Of(block) == rule);

    /// <summary>The same as rows of a theory.</summary>
    public static TheoryData<string> Ids(Rule rule) => [.. Blocks(rule).Select(block => block.Id)];

    /// <summary>The block of a row.</summary>
    public static CodeBlock Block(string id) => Document.All.SelectMany(document => document.Blocks).Single(block => block.Id == id);
}
