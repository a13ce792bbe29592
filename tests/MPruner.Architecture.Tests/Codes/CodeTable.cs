using System.Text.Json;

namespace MPruner.Architecture.Tests.Codes;

/// <summary>Every error and warning, as <c>docs/codes.json</c> has them.</summary>
/// <param name="Groups">The chapters of the document, in its order.</param>
/// <param name="Codes">The codes, in ascending order.</param>
internal sealed record CodeTable(IReadOnlyList<CodeGroup> Groups, IReadOnlyList<CodeEntry> Codes)
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = System.Text.Json.Serialization.JsonUnmappedMemberHandling.Disallow,
    };

    /// <summary>The committed table.</summary>
    public static CodeTable Read() =>
        JsonSerializer.Deserialize<CodeTable>(File.ReadAllText(Path.Combine(Repository.Root, "docs", "codes.json")), Options)!;
}

/// <summary>Codes that belong together.</summary>
/// <param name="Prefix">What their numbers begin with: <c>MPR11</c>.</param>
/// <param name="Title">The heading.</param>
internal sealed record CodeGroup(string Prefix, string Title);

/// <summary>One code.</summary>
/// <param name="Code">The stable code.</param>
/// <param name="Severity"><c>error</c> or <c>warning</c>.</param>
/// <param name="Cause">What is wrong, in Markdown.</param>
/// <param name="Example">A line as the tool or the build prints it.</param>
/// <param name="Fix">What to do, in Markdown.</param>
internal sealed record CodeEntry(string Code, string Severity, string Cause, string Example, string Fix);
