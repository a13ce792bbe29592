using System.Text.RegularExpressions;
using System.Xml.Linq;
using MPruner.Docs.Tests.Documents;

namespace MPruner.Docs.Tests.Projects;

/// <summary>Lines for a project file, as a document has them, and the project that they are put into.</summary>
internal sealed partial class ProjectText
{
    private const string Package = "MPruner.Build";
    private readonly XElement lines;

    /// <summary>Parses lines: elements of a project, of an item group or of a property group.</summary>
    public ProjectText(string text) =>
        lines = XElement.Parse($"<Lines>{text}</Lines>");

    /// <summary>Elements in the text.</summary>
    public static IEnumerable<InlineCode> Inline() =>
        Document.All.SelectMany(document => document.Inline).Where(code => Element().IsMatch(code.Text));

    /// <summary>Attributes of items in the text: a value that is left open is none.</summary>
    public static IEnumerable<InlineCode> Attributes() =>
        Document.All.SelectMany(document => document.Inline).Where(code => Attribute().IsMatch(code.Text));

    /// <summary>The models of its items.</summary>
    public IEnumerable<string> Models => Values("Include", "Update").SelectMany(Matching);

    /// <summary>The other files that they name.</summary>
    public IEnumerable<string> Data => Values("Calibration", "Evaluation", "Analysis");

    /// <summary>Whether they prune a model.</summary>
    public bool Prunes => Models.Any();

    /// <summary>A whole project with these lines.</summary>
    /// <param name="feed">The folder of the packages.</param>
    /// <param name="version">The version for packages whose version is left open.</param>
    /// <param name="isProgram">Whether the project is a program that uses TorchSharp, and not a library.</param>
    public string Project(string feed, string version, bool isProgram)
    {
        var project = new XElement("Project", new XAttribute("Sdk", "Microsoft.NET.Sdk"));
        project.Add(new XElement("PropertyGroup", Properties(isProgram)));
        project.Add(lines.Elements().Where(IsGroup));
        project.Add(new XElement("PropertyGroup", lines.Elements().Where(element => !IsGroup(element) && !IsItem(element))));
        project.Add(new XElement("ItemGroup", lines.Elements().Where(IsItem), Missing(isProgram)));
        return project.ToString()
            .Replace("Version=\"…\"", $"Version=\"{version}\"", StringComparison.Ordinal)
            .Replace("…/artifacts/packages", feed, StringComparison.Ordinal);
    }

    private static string[] Matching(string path) =>
        path.Contains('*', StringComparison.Ordinal) ? [path.Replace("*", "small"), path.Replace("*", "large")] : [path];

    private static bool IsGroup(XElement element) =>
        element.Name.LocalName is "PropertyGroup" or "ItemGroup" or "ItemDefinitionGroup" or "Target";

    private static bool IsItem(XElement element) => element.Attribute("Include") is not null || element.Attribute("Update") is not null;

    private IEnumerable<XElement> Properties(bool isProgram)
    {
        if (!lines.Descendants("TargetFrameworks").Any())
        {
            yield return new XElement("TargetFramework", "net10.0");
        }

        yield return new XElement("RootNamespace", "Reader");
        if (isProgram)
        {
            yield return new XElement("OutputType", "Exe");
            yield return new XElement("UseAppHost", "false");
            yield return new XElement("ImplicitUsings", "enable");
        }
    }

    private IEnumerable<XElement> Missing(bool isProgram)
    {
        if (!References(Package))
        {
            yield return XElement.Parse($"""<PackageReference Include="{Package}" Version="…" PrivateAssets="all" />""");
        }

        if (isProgram && !References("TorchSharp-cpu"))
        {
            yield return XElement.Parse("""<PackageReference Include="TorchSharp-cpu" Version="0.107.0" />""");
        }
    }

    private bool References(string package) =>
        lines.Descendants("PackageReference").Any(item => (string?)item.Attribute("Include") == package);

    private IEnumerable<string> Values(params string[] names) =>
        from item in lines.Descendants("PruneModel")
        from name in names
        where item.Attribute(name) is not null
        select item.Attribute(name)!.Value;

    [GeneratedRegex("^<(PruneModel|Package).*/>$")]
    private static partial Regex Element();

    [GeneratedRegex("^[A-Z][A-Za-z]+=\"[^\"…]+\"$")]
    private static partial Regex Attribute();
}
