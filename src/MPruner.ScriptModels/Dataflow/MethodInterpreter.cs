using System.Diagnostics;
using MPruner.TorchScript.Code;
using MPruner.TorchScript.Code.Syntax;

namespace MPruner.ScriptModels.Dataflow;

/// <summary>Follows the values through one call of a method.</summary>
internal sealed partial class MethodInterpreter(DataflowTracer tracer, CodeLibrary code, ModuleCall frame)
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

    /// <summary>Follows a block of the method by itself; what the variables hold before it is given.</summary>
    /// <param name="block">The block.</param>
    /// <param name="before">What the variables hold before it.</param>
    /// <returns>What they hold after it.</returns>
    public IEnumerable<Value> Run(Block block, IEnumerable<KeyValuePair<string, Value>> before)
    {
        variables = new(before);
        Run(block);
        return variables.Values.Where(value => value is not ModuleValue).Concat(returned);
    }

    /// <summary>Replaces a value in all variables by what it became.</summary>
    public void Substitute(Value old, Value changed) =>
        variables = variables.ToDictionary(v => v.Key, v => Collections.Substitute(v.Value, old, changed));

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
            case AssignStatement or FunctionDefinition or ClassDefinition:
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
                Run(branch);
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
            default:
                throw new UnreachableException();
        }
    }

    private void Run(IfStatement branch)
    {
        var (body, otherwise) = (branch.Body, branch.Otherwise?.Body);
        if (IsKnown(branch.Condition) is { } holds)
        {
            Run(holds ? body : otherwise);
        }
        else if (Flag(branch.Condition) is { } flag)
        {
            if ((flag ? otherwise : body) is { } untaken)
            {
                tracer.FollowUntaken(frame, variables, untaken);
            }

            Run(flag ? body : otherwise);
        }
        else
        {
            RunBranches(body, otherwise);
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

    /// <summary>The value of a condition that is a constant attribute, or the opposite of one; null if it is anything else.</summary>
    private bool? Flag(Expression condition) => condition switch
    {
        ParenthesizedExpression parenthesized => Flag(parenthesized.Inner),
        CallExpression { Callee: AttributeExpression { Name.Text: "__not__" }, Arguments: { Count: 1 } negated } => !Flag(negated[0].Value),
        NameExpression or AttributeExpression when Evaluate(condition) is StaticValue { Slot: { } slot } => tracer.Flags.Of(slot),
        _ => null,
    };

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
            case AttributeExpression attribute when Evaluate(attribute.Target) is ModuleValue owner:
                tracer.Operate([value], syntax, frame);
                tracer.Expose(owner.Module, frame);
                var slot = new AttributeSlot(owner.Module, attribute.Name.Text);
                var effect = new SideEffect(frame, new StaticValue { Slot = slot }, $"{attribute.Name.Text} = …");
                tracer.Store(slot, value, effect);
                break;
            default:
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
            : tracer.Operate([value], syntax, frame, new(group.Elements[position], null));
}
