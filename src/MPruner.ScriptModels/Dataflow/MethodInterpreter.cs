using System.Collections.Immutable;
using MPruner.TorchScript.Code;
using MPruner.TorchScript.Code.Printing;
using MPruner.TorchScript.Code.Syntax;
using MPruner.TorchScript.Pickle;

namespace MPruner.ScriptModels.Dataflow;

/// <summary>Follows the values through one call of a method.</summary>
internal sealed class MethodInterpreter(DataflowTracer tracer, CodeLibrary code, ModuleCall frame)
{
    private readonly List<Value> returned = [];
    private Dictionary<string, Value> variables = [];

    public Value Run()
    {
        var parameters = frame.Method.Parameters.Nodes;
        if (parameters.Length > 0)
        {
            variables[parameters[0].Name.Text] = new ModuleValue(frame.Module, frame.Path);
        }

        foreach (var (parameter, value) in parameters.Skip(1).Where(p => p.Name.Text != "*").Zip(frame.Arguments))
        {
            variables[parameter.Name.Text] = value;
        }

        Run(frame.Method.Body);
        return MergeValue.Of(returned);
    }

    private void Run(Block? block)
    {
        foreach (var statement in block?.Statements ?? [])
        {
            Run(statement);
        }
    }

    private void Run(Statement statement)
    {
        switch (statement)
        {
            case AssignStatement { Value: { } value } assign:
                Assign(assign.Target, Evaluate(value), assign);
                break;
            case ExpressionStatement expression:
                Evaluate(expression.Value);
                break;
            case KeywordStatement { Keyword.Text: "return" } @return:
                returned.Add(@return.Operands.Count == 0 ? StaticValue.Instance : Evaluate(@return.Operands[0]));
                break;
            case KeywordStatement keyword:
                tracer.Operate([.. keyword.Operands.Nodes.Select(Evaluate)], keyword, frame);
                break;
            case IfStatement branch:
                tracer.Operate([Evaluate(branch.Condition)], branch.Condition, frame);
                if (IsKnown(branch.Condition) is { } holds)
                {
                    Run(holds ? branch.Body : branch.Otherwise?.Body);
                    break;
                }

                RunBranches(branch.Body, branch.Otherwise?.Body);
                break;
            case CompoundStatement compound:
                var evaluated = Evaluate(compound.Subject);
                tracer.Operate([evaluated], compound.Subject, frame);
                if (compound.Target is not null)
                {
                    Assign(compound.Target, tracer.Operate([evaluated], compound.Target, frame), compound);
                }

                var before = variables;
                RunBranches(compound.Body, null);
                if (compound.Keyword.Text is "for" or "while")
                {
                    NoteFeedback(before);
                }

                break;
        }
    }

    private void RunBranches(Block body, Block? otherwise)
    {
        var before = variables;
        variables = new(before);
        Run(body);
        var first = variables;
        variables = new(before);
        Run(otherwise);

        // No value leaves a branch that raises: an assertion does not change a variable.
        if (Raises(body) || (otherwise is not null && Raises(otherwise)))
        {
            variables = Raises(body) ? variables : first;
            return;
        }

        foreach (var (name, value) in first)
        {
            variables[name] = variables.TryGetValue(name, out var other) ? MergeValue.Of([value, other]) : value;
        }
    }

    /// <summary>
    /// Whether <c>torch.__is__(x, None)</c> or its opposite holds; null if that is unknown, or
    /// the condition is another one. A result that a call declares as a tensor is not None.
    /// </summary>
    private bool? IsKnown(Expression condition) =>
        condition is CallExpression { Callee: AttributeExpression { Name.Text: "__is__" or "__isnot__" } test } call
        && call.Arguments is { Count: 2 } compared
        && compared[1].Value is LiteralExpression { Literal.Text: "None" }
        && IsTensor(Evaluate(compared[0].Value))
            ? test.Name.Text == "__isnot__"
            : null;

    private static bool IsTensor(Value value) => value switch
    {
        CallOutput output => output.Call.ResultTypes.ElementAtOrDefault(output.Index) is NameExpression { Name.Text: "Tensor" },
        MergeValue merge => merge.Choices.All(IsTensor),
        _ => false,
    };

    /// <summary>
    /// A loop's body is visited once. A call that reads a variable and stores its result there reads that result in the next iteration.
    /// </summary>
    private void NoteFeedback(Dictionary<string, Value> before)
    {
        foreach (var (name, value) in before)
        {
            foreach (var output in (variables[name] as MergeValue)?.Choices.OfType<CallOutput>() ?? [])
            {
                if (output.Call.Arguments.IndexOf(value) is >= 0 and var position)
                {
                    output.Call.FeedsItselfAt = position;
                }
            }
        }
    }

    private static bool Raises(Block block) => block.Statements.OfType<ExpressionStatement>()
        .Any(s => s.Value is CallExpression { Callee: AttributeExpression { Name.Text: "RaiseException" } });

    private void Assign(Expression target, Value value, SyntaxNode syntax)
    {
        switch (target)
        {
            case NameExpression name:
                variables[name.Name.Text] = value;
                if (value is ModuleValue module && syntax is AssignStatement statement)
                {
                    tracer.Name(statement, frame, module.Module);
                }

                break;
            case TupleExpression tuple:
                for (var i = 0; i < tuple.Elements.Count; i++)
                {
                    Assign(tuple.Elements[i], Element(value, i, tuple.Elements.Count, syntax), syntax);
                }

                break;
            case ParenthesizedExpression parenthesized:
                Assign(parenthesized.Inner, value, syntax);
                break;
            default:
                // A store into an attribute or an element uses the value. Its readers are not followed.
                tracer.Operate([value, Evaluate(target)], syntax, frame);
                break;
        }
    }

    private Value Element(Value value, int index, int count, SyntaxNode syntax) =>
        Collections.In(value) is { } group && group.Elements.Length == count
            ? Member(value, group, index, syntax)
            : tracer.Operate([value], syntax, frame);

    /// <summary>An element of a group: the element itself, or an operation that reads it if a call returned the group.</summary>
    private Value Member(Value value, GroupValue group, int position, SyntaxNode syntax) =>
        ReferenceEquals(value, group)
            ? group.Elements[position]
            : tracer.Operate([value], syntax, frame, group.Elements[position]);

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
        _ => Operation(expression, expression.Parts.OfType<Expression>().Select(Evaluate)),
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
                : Operation(subscript, subscript.Indices.Nodes.Select(Evaluate).Prepend(target));
    }

    private Value Attribute(Value target, string name, SyntaxNode syntax)
    {
        if (target is not ModuleValue module)
        {
            return target is StaticValue ? target : tracer.Operate([target], syntax, frame);
        }

        tracer.Expose(module.Module, frame);
        return module.Module[name] is PickleObject child && code.FindClass(child.ClassName) is not null
            ? module.Submodule(name, child)
            : StaticValue.Instance;
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
        if (call.Callee is AttributeExpression method && Evaluate(method.Target) is var receiver and not StaticValue)
        {
            return receiver is ModuleValue module && tracer.Call(new(module, method.Name.Text, call, arguments), frame) is { } result
                ? result
                : Operation(call, arguments.Select(a => a.Value).Prepend(receiver));
        }

        ImmutableArray<Value> values = [.. arguments.Select(a => a.Value)];
        return IsNamedTuple(call) ? Collections.Of(values, null) : Operate(call, values);
    }

    private Value Operate(CallExpression call, ImmutableArray<Value> values)
    {
        var made = Collections.Made(call, values) ?? Operation(call, values);
        var changed = values is [CollectionValue, ..] ? Mutation.OfCollection(call) : Mutation.Of(call);
        if (made is StaticValue || changed is null || !variables.ContainsKey(changed))
        {
            return made;
        }

        // From here on, the variable and every other name of the same collection hold the mutated value.
        variables = values[0] is CollectionValue old
            ? variables.ToDictionary(v => v.Key, v => Collections.Substitute(v.Value, old, made))
            : variables;
        variables[changed] = variables[changed] is CollectionValue holder && values[0] is CollectionValue ? holder : made;
        return made;
    }

    private bool IsNamedTuple(CallExpression call) =>
        call.Callee is AttributeExpression
        && call.Arguments.Nodes.All(a => a.Name is null)
        && call.Callee.Tokens().First().Is(QualifiedName.Root)
        && code.FindClass(CodePrinter.Print(call.Callee).Trim())?.Bases?.Nodes is [NameExpression { Name.Text: "NamedTuple" }, ..];

    private Value Operation(SyntaxNode syntax, IEnumerable<Value> inputs)
    {
        ImmutableArray<Value> relevant = [.. inputs.Where(v => v is not StaticValue)];
        return relevant.IsEmpty ? StaticValue.Instance : tracer.Operate(relevant, syntax, frame);
    }
}
