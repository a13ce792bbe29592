using Microsoft.Build.Logging.StructuredLogger;
using MPruner.Build.Tests.Consuming;
using MPruner.Docs.Tests.Documents;
using MPruner.Docs.Tests.Shell;
using Document = MPruner.Docs.Tests.Documents.Document;

namespace MPruner.Docs.Tests.Projects;

/// <summary>A project for each line that a document has for one, in one solution, built once with a tool that prunes nothing.</summary>
/// <remarks>What the tool does with the options is not asked here; the package's own checks of items run as ever.</remarks>
public sealed class BuiltProjects
{
    private const string Surroundings = """
        global using Reader;
        global using TorchSharp;
        global using static Surroundings;
        global using static TorchSharp.torch;

        /// <summary>What the lines of the documents take from their surroundings.</summary>
        internal static class Surroundings
        {
            public static Tensor ids = zeros(1), mask = zeros(1);
        }
        """;

    private readonly Dictionary<string, string> names = new(StringComparer.Ordinal);
    private readonly Consumer solution;
    private readonly PackedTool tool;
    private readonly BuildRun build;

    /// <summary>Builds them.</summary>
    public BuiltProjects(PackedPackage package)
    {
        tool = PackedTool.Beside(package);
        solution = new Consumer(package, "") { ProjectFile = "All.slnx" };
        File.Delete(solution.PathOf("Consumer.csproj"));

        // As on a developer's machine: some project lines are for build servers alone.
        solution.Environment["CI"] = "";
        File.Delete(solution.PathOf("Library.cs"));
        foreach (CodeBlock block in Rules.Blocks(Rule.Project))
        {
            Add(block.Id, block.Text, program: null);
        }

        foreach (CodeBlock block in Rules.Blocks(Rule.Program))
        {
            Add(block.Id, LinesBefore(block), block.Text);
        }

        foreach (InlineCode code in ProjectText.Inline())
        {
            Add(code.Id, code.Text.Replace("…", "model.pt", StringComparison.Ordinal), program: null);
        }

        Add(AllAttributes, Attributes(), program: null);
        File.WriteAllText(
            solution.PathOf("All.slnx"),
            $"<Solution>{string.Concat(names.Values.Select(name => $"<Project Path=\"{name}/{name}.csproj\" />"))}</Solution>");
        CheckoutPackages.LinkInto(solution.PathOf("packages"));
        _ = new FakeTool(solution);
        build = solution.Build();
    }

    /// <summary>The name of the project that has all attributes of items in the text.</summary>
    public static string AllAttributes => "attributes in the text";

    /// <summary>The errors of one project.</summary>
    public IReadOnlyList<string> Errors(string id) =>
    [
        .. build.Errors.Where(error => ProjectOf(error) == names[id]).Select(error => $"{error.Code}: {error.Text}"),
    ];

    /// <summary>All requests that the package made for the tool, with the projects that they come from.</summary>
    public IEnumerable<(string Id, string File)> Requests() =>
        from name in names
        let requests = Directory.GetFiles(solution.PathOf(name.Value, "obj"), "request.json", SearchOption.AllDirectories)
        from file in requests
        select (name.Key, file);

    private static string ProjectOf(AbstractDiagnostic error) => Path.GetFileNameWithoutExtension(error.ProjectFile ?? error.File ?? "");

    /// <summary>The last lines in the same document that prune a model.</summary>
    private static string LinesBefore(CodeBlock program) =>
        Document.All.Single(document => document.Path == program.Document).Blocks
            .Where(block => Rules.Of(block) == Rule.Project && block.Line < program.Line && new ProjectText(block.Text).Prunes)
            .Select(block => block.Text)
            .LastOrDefault("""<PruneModel Include="model.pt" />""");

    /// <summary>One item for each attribute, each with a model of its own.</summary>
    private static string Attributes() => string.Concat(ProjectText.Attributes()
        .Select(code => code.Text)
        .Distinct()
        .Select((text, i) => $"<PruneModel Include=\"m{i}.pt\" {text} />"));

    private void Add(string id, string lines, string? program)
    {
        string name = $"P{names.Count}";
        names.Add(id, name);
        var text = new ProjectText(lines);
        Directory.CreateDirectory(solution.PathOf(name));
        File.WriteAllText(solution.PathOf(name, name + ".csproj"), text.Project(tool.Feed, tool.Version, program is not null));
        File.WriteAllText(solution.PathOf(name, "Code.cs"), program ?? "namespace Reader { public sealed class Library { } }");
        if (program is not null)
        {
            File.WriteAllText(solution.PathOf(name, "Surroundings.cs"), Surroundings);
        }

        foreach (string model in text.Models)
        {
            ModelFiles.Put(solution.PathOf(name, model));
        }

        foreach (string data in text.Data)
        {
            File.WriteAllText(solution.PathOf(name, data), "data");
        }
    }
}
