using System.Collections.Immutable;
using System.Diagnostics;
using MPruner.TorchScript.Code.Syntax;

namespace MPruner.TorchScript.Code.Rewriting;

/// <summary>Statements.</summary>
public abstract partial class SyntaxRewriter
{
    /// <summary>
    /// Any statement: calls the visit of its kind, which returns null to remove the statement. Override it to put statements before,
    /// after or in place of one; each takes the indentation of the original one.
    /// </summary>
    protected virtual ImmutableArray<Statement> VisitStatement(Statement statement)
    {
        var result = statement switch
        {
            AssignStatement assign => VisitAssign(assign),
            ExpressionStatement expression => VisitExpressionStatement(expression),
            KeywordStatement keyword => VisitKeyword(keyword),
            IfStatement @if => VisitIf(@if),
            CompoundStatement compound => VisitCompound(compound),
            FunctionDefinition function => VisitFunction(function),
            ClassDefinition definition => VisitClass(definition),
            _ => throw new UnreachableException(),
        };
        return result is null ? [] : [result];
    }

    /// <summary>An assignment or a declaration.</summary>
    protected virtual Statement? VisitAssign(AssignStatement node)
    {
        var (target, colon, annotation) = (VisitExpression(node.Target), VisitOptional(node.Colon), VisitOptional(node.Annotation));
        var (op, value, newLine) = (VisitOptional(node.Operator), VisitOptional(node.Value), VisitToken(node.NewLine));
        return Same(
            (target, node.Target), (colon, node.Colon), (annotation, node.Annotation),
            (op, node.Operator), (value, node.Value), (newLine, node.NewLine))
            ? node : new AssignStatement(target, colon, annotation, op, value, newLine);
    }

    /// <summary>An expression for its effect.</summary>
    protected virtual Statement? VisitExpressionStatement(ExpressionStatement node)
    {
        var (value, newLine) = (VisitExpression(node.Value), VisitToken(node.NewLine));
        return Same((value, node.Value), (newLine, node.NewLine)) ? node : new ExpressionStatement(value, newLine);
    }

    /// <summary>A keyword and what follows it: <c>return</c> and similar ones.</summary>
    protected virtual Statement? VisitKeyword(KeywordStatement node)
    {
        var keyword = VisitToken(node.Keyword);
        var (operands, newLine) = (VisitList(node.Operands, VisitExpression), VisitToken(node.NewLine));
        return Same((keyword, node.Keyword), (operands, node.Operands), (newLine, node.NewLine))
            ? node : new KeywordStatement(keyword, operands, newLine);
    }

    /// <summary><c>if</c> or <c>elif</c> with its body and alternatives.</summary>
    protected virtual Statement? VisitIf(IfStatement node)
    {
        var (keyword, condition) = (VisitToken(node.Keyword), VisitExpression(node.Condition));
        var (colon, newLine) = (VisitToken(node.Colon), VisitToken(node.NewLine));
        var (body, otherwise) = (VisitBlock(node.Body), node.Otherwise is null ? null : VisitElse(node.Otherwise));
        return Same(
            (keyword, node.Keyword), (condition, node.Condition), (colon, node.Colon),
            (newLine, node.NewLine), (body, node.Body), (otherwise, node.Otherwise))
            ? node : new IfStatement(keyword, condition, colon, newLine, body, otherwise);
    }

    /// <summary><c>else</c>, or the clause of an <c>elif</c>. Null removes it, and so does removing the <c>elif</c>.</summary>
    protected virtual ElseClause? VisitElse(ElseClause node)
    {
        if (node.Keyword is null)
        {
            return VisitElif(node);
        }

        var (keyword, colon) = (VisitToken(node.Keyword), VisitOptional(node.Colon));
        var (newLine, body) = (VisitOptional(node.NewLine), VisitBlock(node.Body));
        return Same((keyword, node.Keyword), (colon, node.Colon), (newLine, node.NewLine), (body, node.Body))
            ? node : new ElseClause(keyword, colon, newLine, body);
    }

    private ElseClause? VisitElif(ElseClause node)
    {
        var alternative = VisitStatements(node.Body.Statements);
        return alternative switch
        {
            _ when Same(alternative, node.Body.Statements) => node,
            [] => null,
            [IfStatement { Keyword.Text: "elif" }] => new ElseClause(null, null, null, new Block(alternative)),
            _ => throw new InvalidOperationException(
                "An elif can only become another elif: change its body, or the statement that it belongs to."),
        };
    }

    /// <summary><c>while</c>, <c>for</c> or <c>with</c>.</summary>
    protected virtual Statement? VisitCompound(CompoundStatement node)
    {
        var keyword = VisitToken(node.Keyword);
        var isWith = node.Keyword.Is("with");
        var first = isWith ? VisitExpression(node.Subject) : VisitOptional(node.Target);
        var connective = VisitOptional(node.Connective);
        var second = isWith ? VisitOptional(node.Target) : VisitExpression(node.Subject);
        var (target, subject) = isWith ? (second, first!) : (first, second!);
        var (colon, newLine, body) = (VisitToken(node.Colon), VisitToken(node.NewLine), VisitBlock(node.Body));
        return Same(
            (keyword, node.Keyword), (target, node.Target), (connective, node.Connective), (subject, node.Subject),
            (colon, node.Colon), (newLine, node.NewLine), (body, node.Body))
            ? node : new CompoundStatement(keyword, target, connective, subject, colon, newLine, body);
    }

    /// <summary>A method or a free function.</summary>
    protected virtual Statement? VisitFunction(FunctionDefinition node)
    {
        var (def, name, open) = (VisitToken(node.Def), VisitToken(node.Name), VisitToken(node.Open));
        var (parameters, close) = (VisitList(node.Parameters, VisitParameter), VisitToken(node.Close));
        var (arrow, returnType) = (VisitOptional(node.Arrow), VisitOptional(node.ReturnType));
        var (colon, newLine, body) = (VisitToken(node.Colon), VisitToken(node.NewLine), VisitBlock(node.Body));
        return Same(
            (def, node.Def), (name, node.Name), (open, node.Open), (parameters, node.Parameters), (close, node.Close),
            (arrow, node.Arrow), (returnType, node.ReturnType), (colon, node.Colon), (newLine, node.NewLine), (body, node.Body))
            ? node : new FunctionDefinition(def, name, open, parameters, close, arrow, returnType, colon, newLine, body);
    }

    /// <summary>One parameter.</summary>
    protected virtual Parameter VisitParameter(Parameter node)
    {
        var (name, colon, type) = (VisitToken(node.Name), VisitOptional(node.Colon), VisitOptional(node.Type));
        var (equals, value) = (VisitOptional(node.EqualsSign), VisitOptional(node.Default));
        return Same((name, node.Name), (colon, node.Colon), (type, node.Type), (equals, node.EqualsSign), (value, node.Default))
            ? node : new Parameter(name, colon, type, equals, value);
    }

    /// <summary>A class.</summary>
    protected virtual Statement? VisitClass(ClassDefinition node)
    {
        var (keyword, name, open) = (VisitToken(node.Keyword), VisitToken(node.Name), VisitOptional(node.Open));
        var (bases, close) = (node.Bases is null ? null : VisitList(node.Bases, VisitExpression), VisitOptional(node.Close));
        var (colon, newLine, body) = (VisitToken(node.Colon), VisitToken(node.NewLine), VisitBlock(node.Body));
        return Same(
            (keyword, node.Keyword), (name, node.Name), (open, node.Open), (bases, node.Bases), (close, node.Close),
            (colon, node.Colon), (newLine, node.NewLine), (body, node.Body))
            ? node : new ClassDefinition(keyword, name, open, bases, close, colon, newLine, body);
    }
}
