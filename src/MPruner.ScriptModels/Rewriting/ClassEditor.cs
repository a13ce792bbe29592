using System.Collections.Immutable;
using System.Globalization;
using MPruner.TorchScript.Code.Parsing;
using MPruner.TorchScript.Code.Printing;
using MPruner.TorchScript.Code.Rewriting;
using MPruner.TorchScript.Code.Syntax;

namespace MPruner.ScriptModels.Rewriting;

/// <summary>
/// Edits the code of one class: replaces calls by the inputs of the removed
/// blocks, removes aliases and attributes, and changes the types of attributes.
/// </summary>
internal sealed class ClassEditor(ModuleEdit edit) : SyntaxRewriter
{
    private int modules;

    /// <summary>The edited class.</summary>
    public ClassDefinition Edit(ClassDefinition definition)
    {
        modules = DeclaredAttribute.Of(definition).Count(attribute => attribute.IsOfOwnClass);
        var edited = Rewrite(definition);
        return edit.Added.Count == 0
            ? edited
            : ClassMembers.WithAttributes(edited, edit.Added.Select(a => new DeclaredAttribute(a.Key, a.Value.Type)));
    }

    /// <inheritdoc/>
    protected override Expression VisitExpression(Expression expression)
    {
        if (edit.Texts.TryGetValue(expression, out var text))
        {
            return LeadingText.Give(CodeParser.ParseExpression(text), LeadingText.Of(expression));
        }

        var visited = edit.Replacements.TryGetValue(expression, out var replacement)
            ? Replace(expression, replacement)
            : base.VisitExpression(expression);
        if (!edit.Wrapped.TryGetValue(expression, out var wrapping))
        {
            return visited;
        }

        var wrapped = CodeParser.ParseExpression(wrapping.Before + CodePrinter.Print(visited).Trim() + wrapping.After);
        return LeadingText.Give(wrapped, LeadingText.Of(expression));
    }

    /// <inheritdoc/>
    protected override ImmutableArray<Statement> VisitStatement(Statement statement) =>
        edit.Removed.Contains(statement) ? [] : base.VisitStatement(statement);

    /// <inheritdoc/>
    protected override Statement? VisitAssign(AssignStatement node)
    {
        if (node is { Target: NameExpression { Name.Text: "__parameters__" }, Value: ListExpression names })
        {
            return new AssignStatement(node.Target, node.Colon, node.Annotation, node.Operator, WithParameters(names), node.NewLine);
        }

        if (DeclaredAttribute.Of(node)?.Name is not { } attribute)
        {
            return base.VisitAssign(node);
        }

        if (edit.Dropped.Contains(attribute))
        {
            return null;
        }

        if (!edit.Reclassed.TryGetValue(attribute, out var className))
        {
            return node;
        }

        var type = LeadingText.Give(CodeParser.ParseExpression(className), " ");
        return node.Colon is null
            ? new AssignStatement(node.Target, null, null, node.Operator, type, node.NewLine)
            : new AssignStatement(node.Target, node.Colon, type, node.Operator, node.Value, node.NewLine);
    }

    /// <inheritdoc/>
    protected override Statement? VisitFunction(FunctionDefinition node) =>
        node.Name.Text == "__len__" && edit.Dropped.Count > 0
            ? new LengthEditor(modules, edit.Dropped.Count).Rewrite(node)
            : base.VisitFunction(node);

    private Expression WithParameters(ListExpression names)
    {
        var added = edit.Added.Where(a => a.Value.Type == NewAttribute.Tensor).Select(a => $"\"{a.Key}\"").ToList();
        if (added.Count == 0)
        {
            return names;
        }

        var all = names.Elements.Nodes.Select(n => CodePrinter.Print(n).Trim()).Concat(added);
        return LeadingText.Give(CodeParser.ParseExpression($"[{string.Concat(all.Select(n => n + ", "))}]"), LeadingText.Of(names));
    }

    private Expression Replace(Expression old, Replacement replacement)
    {
        var leading = LeadingText.Of(old);
        if (!replacement.IsTuple)
        {
            return LeadingText.Give(VisitExpression(replacement.Results[0]!), leading);
        }

        var comma = new Token(TokenKind.Punctuation, "", ",");
        var results = replacement.Results.Select((result, i) => LeadingText.Give(Element(result, replacement.Types[i]), i == 0 ? "" : " "));
        return new TupleExpression(
            new Token(TokenKind.Punctuation, leading, "("),
            new SeparatedList<Expression>([.. results], [.. Enumerable.Repeat(comma, Math.Max(replacement.Results.Count - 1, 1))]),
            new Token(TokenKind.Punctuation, "", ")"));
    }

    /// <remarks>A tensor in place of an optional one gets that type: <c>annotate</c> would leave it its own.</remarks>
    private Expression Element(Expression? result, Expression type) => result switch
    {
        null => Uninitialized(type),
        _ when type is NameExpression { Name.Text: "Tensor" } => VisitExpression(result),
        _ => CodeParser.ParseExpression(
            $"unchecked_cast({CodePrinter.Print(type).Trim()}, {CodePrinter.Print(VisitExpression(result)).Trim()})"),
    };

    /// <summary>
    /// A value that nothing reads. It still needs the right type, because a container may return it with the other results.
    /// </summary>
    private static Expression Uninitialized(Expression type) =>
        CodeParser.ParseExpression($"uninitialized({CodePrinter.Print(type).Trim()})");

    /// <summary>Corrects the number that a container's <c>__len__</c> returns. It was fixed when the file was written.</summary>
    /// <param name="modules">
    /// The number of modules before. Any other number is not changed: it comes from a custom <c>__len__</c> that counts something else.
    /// </param>
    /// <param name="dropped">The number of removed modules.</param>
    private sealed class LengthEditor(int modules, int dropped) : SyntaxRewriter
    {
        protected override Expression VisitLiteral(LiteralExpression node) =>
            node.Literal.Kind == TokenKind.Number
            && int.TryParse(node.Literal.Text, NumberStyles.None, CultureInfo.InvariantCulture, out var length)
            && length == modules
                ? new LiteralExpression(node.Literal with { Text = (length - dropped).ToString(CultureInfo.InvariantCulture) })
                : node;
    }
}
