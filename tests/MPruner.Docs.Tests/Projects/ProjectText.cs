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

    /// <summary>The models of its items.</summary>
    public IEnumerable<string> Models => lines.Descendants("PruneModel")
        .SelectMany(item => new[] { (string?)item.Attribute("Include"), (string?)item.Attribute("Update") })
        .OfType<string>()
        .SelectMany(path => path.Contains('*', StringComparison.Ordinal) ? [path.Replace("*", "small"), path.Replace("*", "large")] : new[] { path });

    /// <summary>The other files that they name.</summary>
    public IEnumerable<string> Data => lines.Descendants("PruneModel")
        .SelectMany(item => new[] { "Calibration", "Evaluation", "Analysis" }.Select(name => (string?)item.Attribute(name)))
        .OfType<string>();

    /// <summary>Whether they prune a model.</summary>
    public bool Prunes => Models.Any();

    /// <summary>A whole project with these lines.</summary>
    /// <param name="feed">The folder of the packages.</param>
    /// <param name="version">The version for packages whose version is left open.</param>
    /// <param name="isProgram">Whether the project is a program that uses TorchSharp, and not a library.</param>
    public string Project(string feed, string version, bool isProgram)
    {
        var project = new XElement("Project", new XAttribute("Sdk", "Microsoft.NET.Sdk"), new XElement("PropertyGroup", Properties(isProgram)));
        project.Add(lines.Elements().Where(IsGroup));
        project.Add(new XElement("PropertyGroup", lines.Elements().Where(element => !IsGroup(element) && !IsItem(element))));
        project.Add(new XElement("ItemGroup", lines.Elements().Where(IsItem), Missing(isProgram)));
        return project.ToString()
            .Replace("Version=\"…\"", $"Version=\"{version}\"", StringComparison.Ordinal)
            .Replace("…/artifacts/packages", feed, StringComparison.Ordinal);
    }

    private static bool IsGroup(XElement element) => element.Name.LocalName is "PropertyGroup" or "ItemGroup" or "ItemDefinitionGroup" or "Target";

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
            yield return new XElement(
                "PackageReference",
                new XAttribute("Include", Package),
                new XAttribute("Version", "…"),
                new XAttribute("PrivateAssets", "all"));
        }

        if (isProgram && !References("TorchSharp-cpu"))
        {
            yield return new XElement("PackageReference", new XAttribute("Include", "TorchSharp-cpu"), new XAttribute("Version", "0.107.0"));
        }
    }

    private bool References(string package) => lines.Descendants("PackageReference").Any(item => (string?)item.Attribute("Include") == package);

    /// <summary>The first line of a fragment may be a comment that says where it belongs.</summary>
    public static IEnumerable<InlineCode> Inline() =>
        Document.All.SelectMany(document => document.Inline).Where(code => Element().IsMatch(code.Text));

    /// <summary>Attributes of items in the text: a value that is left open is none.</summary>
    public static IEnumerable<InlineCode> Attributes() =>
        Document.All.SelectMany(document => document.Inline).Where(code => Attribute().IsMatch(code.Text));

    [GeneratedRegex("^<(PruneModel|Package).*/>$")]
    private static partial Regex Element();

    [GeneratedRegex("^[A-Z][A-Za-z]+=\"[^\"…]+\"$")]
    private static partial Regex Attribute();
}
