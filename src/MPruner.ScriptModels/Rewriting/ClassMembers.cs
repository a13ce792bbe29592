using MPruner.TorchScript.Code.Parsing;
using MPruner.TorchScript.Code.Printing;
using MPruner.TorchScript.Code.Syntax;

namespace MPruner.ScriptModels.Rewriting;

/// <summary>Adds members to a class, and removes them.</summary>
internal static class ClassMembers
{
    /// <summary>The class with more attributes, declared after its own.</summary>
    public static ClassDefinition WithAttributes(ClassDefinition definition, IEnumerable<DeclaredAttribute> attributes)
    {
        var lines = CodePrinter.Print(definition).Split('\n').ToList();
        var method = lines.FindIndex(line => line.TrimStart().StartsWith("def ", StringComparison.Ordinal));
        lines.InsertRange(method < 0 ? lines.Count - 1 : method, attributes.Select(a => $"  {a.Name} : {a.Type}"));
        return Parse(string.Join('\n', lines));
    }

    /// <summary>The class with more methods at its end.</summary>
    /// <param name="definition">The class.</param>
    /// <param name="methods">Their text, indented like members.</param>
    public static ClassDefinition WithMethods(ClassDefinition definition, string methods) => Parse(CodePrinter.Print(definition) + methods);

    /// <summary>The class without some attributes and methods.</summary>
    public static ClassDefinition Without(ClassDefinition definition, params IReadOnlyCollection<string> names) => new(
        definition.Keyword,
        definition.Name,
        definition.Open,
        definition.Bases,
        definition.Close,
        definition.Colon,
        definition.NewLine,
        new Block([.. definition.Body.Statements.Where(member => !(NameOf(member) is { } name && names.Contains(name)))]));

    private static string? NameOf(Statement member) => member switch
    {
        FunctionDefinition method => method.Name.Text,
        AssignStatement line => DeclaredAttribute.Of(line)?.Name,
        _ => null,
    };

    private static ClassDefinition Parse(string text) => (ClassDefinition)CodeParser.ParseStatements(text)[0];
}
