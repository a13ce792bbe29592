using MPruner.TorchScript.Code;
using MPruner.TorchScript.Code.Printing;
using MPruner.TorchScript.Code.Syntax;

namespace MPruner.ScriptModels.Rewriting;

/// <summary>An attribute that a class declares.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Its type as code.</param>
internal sealed record DeclaredAttribute(string Name, string Type)
{
    /// <summary>Whether the type is a class that the archive's code defines.</summary>
    public bool IsOfOwnClass => Type.StartsWith(QualifiedName.Root + ".", StringComparison.Ordinal);

    /// <summary>The attributes of a class in order.</summary>
    public static IEnumerable<DeclaredAttribute> Of(ClassDefinition definition) =>
        definition.Body.Statements.OfType<AssignStatement>().Select(Of).OfType<DeclaredAttribute>();

    /// <summary>
    /// The attribute that a line of a class body declares: <c>name : Type</c>, or <c>__annotations__["0"] = Type</c> if the name is no
    /// identifier. Null for any other line.
    /// </summary>
    public static DeclaredAttribute? Of(AssignStatement line) => line switch
    {
        { Target: NameExpression name, Annotation: { } type, Value: null } => new(name.Name.Text, Print(type)),
        {
            Target: SubscriptExpression { Target: NameExpression { Name.Text: "__annotations__" }, Indices: { Count: 1 } indices },
            Value: { } type,
        } when indices[0] is LiteralExpression name => new(name.Literal.Text.Trim('"', '\''), Print(type)),
        _ => null,
    };

    private static string Print(Expression type) => CodePrinter.Print(type).Trim();
}
