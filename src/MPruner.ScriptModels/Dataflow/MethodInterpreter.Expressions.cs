using System.Collections.Immutable;
using System.Diagnostics;
using MPruner.TorchScript.Code;
using MPruner.TorchScript.Code.Printing;
using MPruner.TorchScript.Code.Syntax;
using MPruner.TorchScript.Pickle;

namespace MPruner.ScriptModels.Dataflow;

/// <content>Expressions.</content>
internal sealed partial class MethodInterpreter
{
    private Value Evaluate(Expression expression) => expression switch
    {
        NameExpression name => variables.GetValueOrDefault(name.Name.Text, StaticValue.Instance),
        LiteralExpression => StaticValue.Instance,
        ParenthesizedExpression parenthesized => Evaluate(parenthesized.Inner),
        AttributeExpression attribute => Attribute(Evaluate(attribute.Target), attribute.Name.Text, attribute),
        TupleExpression tuple => new TupleValue([.. tuple.Elements.Nodes.Select(Evaluate)]),
        ListExpression list => Collections.Of([.. list.Elements.Nodes.Select(Evaluate)], null),
        DictExpression dictionary => Dictionary(dictionary),
        ConditionalExpression conditional => Conditional(conditional),
        SubscriptExpression subscript => Subscript(subscript),
        CallExpression call => Call(call),
        UnaryExpression unary => Operation(unary, [Evaluate(unary.Operand)]),
        BinaryExpression binary => Operation(binary, [Evaluate(binary.Left), Evaluate(binary.Right)]),
        _ => throw new UnreachableException(),
    };

    private Value Dictionary(DictExpression dictionary)
    {
        ImmutableArray<Value> values = [.. dictionary.Entries.Nodes.Select(e => Evaluate(e.Value))];
        return Collections.Keys(dictionary) is { } keys
            ? Collections.Of(values, keys)
            : Operation(dictionary, values.Concat(dictionary.Entries.Nodes.Select(e => Evaluate(e.Key))));
    }

    private Value Conditional(ConditionalExpression conditional)
    {
        tracer.Operate([Evaluate(conditional.Condition)], conditional.Condition, frame);
        return MergeValue.Of([Evaluate(conditional.WhenTrue), Evaluate(conditional.WhenFalse)]);
    }

    private Value Subscript(SubscriptExpression subscript)
    {
        var target = Evaluate(subscript.Target);
        return subscript.Indices is { Count: 1 } indices
            && Collections.In(target) is { } group
            && Collections.Position(group, indices[0]) is { } position
                ? Member(target, group, position, subscript)
                : Operation(subscript, subscript.Indices.Nodes.Select(Evaluate).Prepend(target), target);
    }

    private Value Attribute(Value target, string name, SyntaxNode syntax)
    {
        if (target is not ModuleValue module)
        {
            return target is StaticValue ? target : tracer.Operate([target], syntax, frame);
        }

        tracer.Expose(module.Module, frame, syntax);
        return module.Module[name] is PickleObject child && code.FindClass(child.ClassName) is not null
            ? module.Submodule(name, child)
            : tracer.Load(new(module.Module, name));
    }

    private Value Call(CallExpression call)
    {
        switch (call.Callee)
        {
            case NameExpression { Name.Text: "getattr" }
                when call.Arguments is { Count: 2 } passed && passed[1].Value is LiteralExpression name:
                return Attribute(Evaluate(passed[0].Value), name.Literal.Text.Trim('"', '\''), call);
            case NameExpression { Name.Text: "annotate" or "unchecked_cast" } when call.Arguments.Count == 2:
                return Collections.Empty(call.Arguments[0].Value, call.Arguments[1].Value) ?? Evaluate(call.Arguments[1].Value);
            case NameExpression { Name.Text: "uninitialized" }:
                return StaticValue.Instance;
        }

        ImmutableArray<(string? Name, Expression Syntax, Value Value)> arguments =
            [.. call.Arguments.Nodes.Select(a => (a.Name?.Text, a.Value, Evaluate(a.Value)))];
        ImmutableArray<Value> values = [.. arguments.Select(a => a.Value)];
        if (call.Callee is AttributeExpression method
            && Evaluate(method.Target) is var receiver
            && !ReferenceEquals(receiver, StaticValue.Instance))
        {
            return receiver is ModuleValue module && tracer.Call(new(module, method.Name.Text, call, arguments), frame) is { } result
                ? result
                : CallObject(call, receiver, values);
        }

        return IsNamedTuple(call) ? Collections.Of(values, null) : Operate(call, values);
    }

    /// <summary>A method of an object that is no module may change it.</summary>
    private Value CallObject(CallExpression call, Value receiver, ImmutableArray<Value> values)
    {
        var made = Operation(call, values.Prepend(receiver));
        if (receiver is not ModuleValue)
        {
            tracer.Change(receiver, made, new SideEffect(frame, receiver, CodePrinter.Print(call.Callee).Trim()));
        }

        return made;
    }

    private Value Operate(CallExpression call, ImmutableArray<Value> values)
    {
        ImmutableArray<int> positions = Mutation.OperatorName(call) is null ? FunctionEffects.Of(code, call, frame.Method) : [];
        var aliased = Mutation.Aliases(call) ? values[0] : null;
        aliased = positions is [var position, ..] ? values[position] : aliased;
        var made = Collections.Made(call, values) ?? Operation(call, values, aliased);
        if (values.Length > 0 && Mutation.Changes(call, values[0] is CollectionValue))
        {
            positions = [0];
        }

        foreach (var changed in positions)
        {
            Change(call, changed, values[changed], made);
        }

        return made;
    }

    /// <summary>From here on, every name of a value that a call changes in place holds the changed value.</summary>
    private void Change(CallExpression call, int position, Value value, Value made)
    {
        var name = Mutation.Root(call.Arguments[position].Value);
        var old = value is not CollectionValue && name is not null && variables.TryGetValue(name, out var held) ? held : value;
        tracer.Change(old, made, new SideEffect(frame, old, CodePrinter.Print(call.Callee).Trim()));
        if (ReferenceEquals(old, StaticValue.Instance) && made is not StaticValue && name is not null && variables.ContainsKey(name))
        {
            variables[name] = made;
        }
    }

    private bool IsNamedTuple(CallExpression call) =>
        call.Callee is AttributeExpression
        && call.Arguments.Nodes.All(a => a.Name is null)
        && call.Callee.Tokens().First().Is(QualifiedName.Root)
        && code.FindClass(CodePrinter.Print(call.Callee).Trim())?.Bases?.Nodes is [NameExpression { Name.Text: "NamedTuple" }, ..];

    private Value Operation(SyntaxNode syntax, IEnumerable<Value> inputs, Value? aliased = null)
    {
        ImmutableArray<Value> operands = [.. inputs];
        ImmutableArray<Value> relevant = [.. operands.Where(v => v is not StaticValue)];
        return relevant.IsEmpty
            ? new StaticValue { Aliased = aliased, Operands = operands }
            : tracer.Operate(relevant, syntax, frame, new(null, aliased) { Operands = operands });
    }
}
