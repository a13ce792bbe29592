using System.Diagnostics;
using MPruner.TorchScript.Code.Syntax;

namespace MPruner.TorchScript.Code.Rewriting;

/// <summary>Expressions, arguments and entries.</summary>
public abstract partial class SyntaxRewriter
{
    /// <summary>Any expression: calls the visit of its kind, and gives the result the leading text of the original.</summary>
    protected virtual Expression VisitExpression(Expression expression)
    {
        var result = VisitKind(expression);
        return ReferenceEquals(result, expression) ? expression : LeadingText.Give(result, LeadingText.Of(expression));
    }

    /// <summary>Calls the visit of an expression's kind.</summary>
    private protected Expression VisitKind(Expression expression) => expression switch
    {
        NameExpression name => VisitName(name),
        LiteralExpression literal => VisitLiteral(literal),
        AttributeExpression attribute => VisitAttribute(attribute),
        CallExpression call => VisitCall(call),
        ParenthesizedExpression parenthesized => VisitParenthesized(parenthesized),
        SubscriptExpression subscript => VisitSubscript(subscript),
        TupleExpression tuple => VisitTuple(tuple),
        ListExpression list => VisitListExpression(list),
        DictExpression dict => VisitDict(dict),
        UnaryExpression unary => VisitUnary(unary),
        BinaryExpression binary => VisitBinary(binary),
        ConditionalExpression conditional => VisitConditional(conditional),
        _ => throw new UnreachableException(),
    };

    /// <summary>A name.</summary>
    protected virtual Expression VisitName(NameExpression node)
    {
        var name = VisitToken(node.Name);
        return ReferenceEquals(name, node.Name) ? node : new NameExpression(name);
    }

    /// <summary>A literal.</summary>
    protected virtual Expression VisitLiteral(LiteralExpression node)
    {
        var literal = VisitToken(node.Literal);
        var adjacent = node.Adjacent.IsEmpty ? node.Adjacent : [.. node.Adjacent.Select(VisitToken)];
        return ReferenceEquals(literal, node.Literal) && Same(adjacent, node.Adjacent) ? node : new LiteralExpression(literal, adjacent);
    }

    /// <summary><c>target.name</c>.</summary>
    protected virtual Expression VisitAttribute(AttributeExpression node)
    {
        var (target, dot, name) = (VisitExpression(node.Target), VisitToken(node.Dot), VisitToken(node.Name));
        return Same((target, node.Target), (dot, node.Dot), (name, node.Name)) ? node : new AttributeExpression(target, dot, name);
    }

    /// <summary><c>target[indices]</c>.</summary>
    protected virtual Expression VisitSubscript(SubscriptExpression node)
    {
        var (target, open) = (VisitExpression(node.Target), VisitToken(node.Open));
        var (indices, close) = (VisitList(node.Indices, VisitExpression), VisitToken(node.Close));
        return Same((target, node.Target), (open, node.Open), (indices, node.Indices), (close, node.Close))
            ? node : new SubscriptExpression(target, open, indices, close);
    }

    /// <summary><c>callee(arguments)</c>.</summary>
    protected virtual Expression VisitCall(CallExpression node)
    {
        var (callee, open) = (VisitExpression(node.Callee), VisitToken(node.Open));
        var (arguments, close) = (VisitList(node.Arguments, VisitArgument), VisitToken(node.Close));
        return Same((callee, node.Callee), (open, node.Open), (arguments, node.Arguments), (close, node.Close))
            ? node : new CallExpression(callee, open, arguments, close);
    }

    /// <summary>One argument.</summary>
    protected virtual Argument VisitArgument(Argument node)
    {
        var (name, equals, value) = (VisitOptional(node.Name), VisitOptional(node.EqualsSign), VisitExpression(node.Value));
        return Same((name, node.Name), (equals, node.EqualsSign), (value, node.Value)) ? node : new Argument(name, equals, value);
    }

    /// <summary><c>(inner)</c>.</summary>
    protected virtual Expression VisitParenthesized(ParenthesizedExpression node)
    {
        var (open, inner, close) = (VisitToken(node.Open), VisitExpression(node.Inner), VisitToken(node.Close));
        return Same((open, node.Open), (inner, node.Inner), (close, node.Close)) ? node : new ParenthesizedExpression(open, inner, close);
    }

    /// <summary>A tuple.</summary>
    protected virtual Expression VisitTuple(TupleExpression node)
    {
        var (open, elements, close) = (VisitOptional(node.Open), VisitList(node.Elements, VisitExpression), VisitOptional(node.Close));
        return Same((open, node.Open), (elements, node.Elements), (close, node.Close)) ? node : new TupleExpression(open, elements, close);
    }

    /// <summary>A list.</summary>
    protected virtual Expression VisitListExpression(ListExpression node)
    {
        var (open, elements, close) = (VisitToken(node.Open), VisitList(node.Elements, VisitExpression), VisitToken(node.Close));
        return Same((open, node.Open), (elements, node.Elements), (close, node.Close)) ? node : new ListExpression(open, elements, close);
    }

    /// <summary>A dictionary.</summary>
    protected virtual Expression VisitDict(DictExpression node)
    {
        var (open, entries, close) = (VisitToken(node.Open), VisitList(node.Entries, VisitDictEntry), VisitToken(node.Close));
        return Same((open, node.Open), (entries, node.Entries), (close, node.Close)) ? node : new DictExpression(open, entries, close);
    }

    /// <summary>One entry of a dictionary.</summary>
    protected virtual DictEntry VisitDictEntry(DictEntry node)
    {
        var (key, colon, value) = (VisitExpression(node.Key), VisitToken(node.Colon), VisitExpression(node.Value));
        return Same((key, node.Key), (colon, node.Colon), (value, node.Value)) ? node : new DictEntry(key, colon, value);
    }

    /// <summary>An operator before its operand.</summary>
    protected virtual Expression VisitUnary(UnaryExpression node)
    {
        var (op, operand) = (VisitToken(node.Operator), VisitExpression(node.Operand));
        return Same((op, node.Operator), (operand, node.Operand)) ? node : new UnaryExpression(op, operand);
    }

    /// <summary>An operator between its operands.</summary>
    protected virtual Expression VisitBinary(BinaryExpression node)
    {
        var (left, op) = (VisitExpression(node.Left), VisitToken(node.Operator));
        var (second, right) = (VisitOptional(node.SecondWord), VisitExpression(node.Right));
        return Same((left, node.Left), (op, node.Operator), (second, node.SecondWord), (right, node.Right))
            ? node : new BinaryExpression(left, op, second, right);
    }

    /// <summary><c>a if condition else b</c>.</summary>
    protected virtual Expression VisitConditional(ConditionalExpression node)
    {
        var (whenTrue, @if, condition) = (VisitExpression(node.WhenTrue), VisitToken(node.If), VisitExpression(node.Condition));
        var (@else, whenFalse) = (VisitToken(node.Else), VisitExpression(node.WhenFalse));
        return Same((whenTrue, node.WhenTrue), (@if, node.If), (condition, node.Condition), (@else, node.Else), (whenFalse, node.WhenFalse))
            ? node : new ConditionalExpression(whenTrue, @if, condition, @else, whenFalse);
    }
}
