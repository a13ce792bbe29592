using System.Collections.Immutable;
using MPruner.Core;
using MPruner.TorchScript.Code;
using MPruner.TorchScript.Code.Printing;
using MPruner.TorchScript.Code.Syntax;

namespace MPruner.ScriptModels.Results;

/// <summary>
/// Writes the TorchScript that appends every tensor in a value of a declared
/// type to a list, in order; those of a dictionary in insertion order.
/// </summary>
/// <param name="code">Defines the named tuples and enumerations that types refer to.</param>
/// <param name="list">The name of the variable with the list.</param>
internal sealed class ResultFlattening(CodeLibrary code, string list)
{
    /// <summary>Real types do not nest this deep; a named tuple that contains itself would nest without end.</summary>
    private const int DeepestNesting = 32;

    private int names;
    private int depth;

    /// <summary>The lines for a value; none if its type contains no tensor.</summary>
    /// <param name="type">The declared type.</param>
    /// <param name="value">The name of the variable with the value.</param>
    /// <exception cref="PrunerException"><c>MPR3005</c>: no tensors can be found in values of the type.</exception>
    public ImmutableArray<string> Lines(Expression type, string value)
    {
        if (depth == DeepestNesting)
        {
            throw Unsupported(type);
        }

        depth++;
        var lines = type switch
        {
            NameExpression { Name.Text: "Tensor" } => [$"{Name()} = torch.append({list}, {value})"],
            NameExpression { Name.Text: "int" or "float" or "complex" or "bool" or "str" or "number" or "Device" or "NoneType" } => [],
            LiteralExpression { Literal.Text: "None" } => [],
            SubscriptExpression { Target: NameExpression container } subscript => InContainer(container.Name.Text, subscript, value),
            _ => InClass(type, value),
        };
        depth--;
        return lines;
    }

    private ImmutableArray<string> InContainer(string container, SubscriptExpression type, string value)
    {
        var types = type.Indices.Nodes;
        return container switch
        {
            "Tuple" => InMembers(types is [TupleExpression { Elements.Count: 0 }] ? [] : types, value),
            "List" => InElements(types[0], value),
            "Dict" when types.Length == 2 => InValues(types[1], value),
            "Optional" => When($"torch.__isnot__({value}, None)", types[0], value),
            "Union" => [.. types.SelectMany(choice => When($"isinstance({value}, {Print(choice)})", choice, value))],
            _ => throw Unsupported(type),
        };
    }

    private ImmutableArray<string> InClass(Expression type, string value)
    {
        var definition = code.FindClass(Print(type));
        return (definition?.Bases?.Nodes.FirstOrDefault() as NameExpression)?.Name.Text switch
        {
            "NamedTuple" => InMembers(Fields(definition), value),
            "Enum" => [],
            _ => throw Unsupported(type),
        };
    }

    private static IEnumerable<Expression> Fields(ClassDefinition definition) =>
        definition.Body.Statements.OfType<AssignStatement>().Select(field => field.Annotation).OfType<Expression>();

    private ImmutableArray<string> InMembers(IEnumerable<Expression> types, string value) =>
        [.. types.SelectMany((type, index) => Read($"({value})[{index}]", type))];

    private ImmutableArray<string> InElements(Expression type, string value)
    {
        var index = Name();
        return Under($"for {index} in range(torch.len({value})):", Read($"{value}[{index}]", type));
    }

    private ImmutableArray<string> InValues(Expression type, string value)
    {
        var values = Name();
        var lines = InElements(type, values);
        return lines.IsEmpty ? [] : [$"{values} = torch.values({value})", .. lines];
    }

    private ImmutableArray<string> When(string condition, Expression type, string value)
    {
        var lines = Under($"if {condition}:", Read($"unchecked_cast({Print(type)}, {value})", type));
        return lines.IsEmpty ? [] : [.. lines, "else:", "  pass"];
    }

    private ImmutableArray<string> Read(string expression, Expression type)
    {
        var part = Name();
        var lines = Lines(type, part);
        return lines.IsEmpty ? [] : [$"{part} = {expression}", .. lines];
    }

    private static ImmutableArray<string> Under(string head, ImmutableArray<string> lines) =>
        lines.IsEmpty ? [] : [head, .. lines.Select(line => "  " + line)];

    private string Name() => $"mpruner_{names++}";

    private static string Print(Expression type) => CodePrinter.Print(type).Trim();

    private static PrunerException Unsupported(Expression type) => new(
        "MPR3005",
        $"forward returns a value of type {Print(type)}, in which no tensors can be found: expected tensors, numbers, strings and None, "
        + "alone or in tuples, named tuples, lists and dictionaries. Wrap the model in a module that returns its output in one of these.");
}
