using System.Text;
using MPruner.TorchScript.Code.Syntax;

namespace MPruner.TorchScript.Code;

/// <summary>Names with dots in code, found in tokens and nodes; strings and comments are ignored.</summary>
internal static class DottedName
{
    /// <summary>The dotted name that an expression consists of; null for any other expression.</summary>
    public static string? Of(Expression expression) => expression switch
    {
        NameExpression name => name.Name.Text,
        AttributeExpression attribute when Of(attribute.Target) is { } target => $"{target}.{attribute.Name.Text}",
        _ => null,
    };

    /// <summary>Every dotted name under the root <c>__torch__</c>, in source order and in full: <c>__torch__.a.Color.RED</c>.</summary>
    public static IEnumerable<string> In(SyntaxNode node)
    {
        var name = new StringBuilder();
        Token? before = null;
        foreach (var token in node.Tokens())
        {
            var continues = name.Length > 0 && (token.Is(".") || (before!.Is(".") && token.Kind == TokenKind.Name));
            var starts = token.Is(QualifiedName.Root) && before?.Is(".") != true;
            if (name.Length > 0 && !continues)
            {
                yield return name.ToString();
                name.Clear();
            }

            if (continues || starts)
            {
                name.Append(token.Text);
            }

            before = token;
        }

        if (name.Length > 0)
        {
            yield return name.ToString();
        }
    }
}
