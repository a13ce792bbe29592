using System.Collections.Immutable;
using MPruner.TorchScript.Code;
using MPruner.TorchScript.Code.Printing;
using MPruner.TorchScript.Code.Syntax;

namespace MPruner.ScriptModels.Dataflow;

/// <summary>Finds which of its arguments a function of the model's code changes in place.</summary>
internal sealed class FunctionEffects
{
    private const int DeepestNesting = 16;

    private readonly CodeLibrary code;
    private readonly FunctionDefinition function;
    private readonly int nesting;
    private readonly Dictionary<string, int> names = [];
    private readonly HashSet<string> collections = [];
    private readonly HashSet<string> off = [];
    private readonly SortedSet<int> changed = [];

    private FunctionEffects(CodeLibrary code, FunctionDefinition function, int nesting)
    {
        this.code = code;
        this.function = function;
        this.nesting = nesting;
    }

    /// <summary>The positions of the arguments that a call changes; empty if it calls no function of the model's code.</summary>
    /// <param name="code">The model's code.</param>
    /// <param name="call">The call.</param>
    /// <param name="caller">The method or the function whose body contains it.</param>
    public static ImmutableArray<int> Of(CodeLibrary code, CallExpression call, FunctionDefinition caller) => Of(code, call, caller, 0);

    private static ImmutableArray<int> Of(CodeLibrary code, CallExpression call, FunctionDefinition caller, int nesting) =>
        nesting < DeepestNesting && NameOf(call, caller) is { } name && code.FindFunction(name) is { } function
            ? new FunctionEffects(code, function, nesting).In(call)
            : [];

    private static string? NameOf(CallExpression call, FunctionDefinition caller) => call.Callee switch
    {
        AttributeExpression attribute => CodePrinter.Print(attribute).Trim(),
        // _0 = __torch__.torch.nn.functional.relu
        NameExpression alias => caller.Body.DescendantsAndSelf().OfType<AssignStatement>()
            .Where(s => s.Target is NameExpression target && target.Name.Text == alias.Name.Text)
            .Select(s => s.Value is AttributeExpression value ? CodePrinter.Print(value).Trim() : null)
            .FirstOrDefault(),
        _ => null,
    };

    private ImmutableArray<int> In(CallExpression call)
    {
        for (var i = 0; i < function.Parameters.Count; i++)
        {
            var parameter = function.Parameters[i];
            var passed = call.Arguments.Nodes.ToList().FindIndex(a => a.Name?.Text == parameter.Name.Text);
            passed = passed < 0 && i < call.Arguments.Count && call.Arguments[i].Name is null ? i : passed;
            if ((passed < 0 ? parameter.Default : call.Arguments[passed].Value) is LiteralExpression { Literal.Text: "False" })
            {
                off.Add(parameter.Name.Text);
            }

            if (passed >= 0)
            {
                names[parameter.Name.Text] = passed;
            }

            if (parameter.Type is SubscriptExpression)
            {
                collections.Add(parameter.Name.Text);
            }
        }

        Visit(function.Body);
        return [.. changed];
    }

    private void Visit(Block? block)
    {
        foreach (var statement in block?.Statements ?? [])
        {
            switch (statement)
            {
                case IfStatement { Condition: NameExpression flag } branch when off.Contains(flag.Name.Text):
                    Visit(branch.Otherwise?.Body);
                    break;
                case IfStatement branch:
                    Look(branch.Condition);
                    Visit(branch.Body);
                    Visit(branch.Otherwise?.Body);
                    break;
                case CompoundStatement compound:
                    Look(compound.Subject);
                    Visit(compound.Body);
                    break;
                default:
                    Look(statement);
                    Note(statement as AssignStatement);
                    break;
            }
        }
    }

    private void Note(AssignStatement? assign)
    {
        if (assign is { Target: NameExpression name, Value: { } value }
            && Mutation.Root(value) is { } root
            && names.TryGetValue(root, out var position))
        {
            names[name.Name.Text] = position;
            if (collections.Contains(root))
            {
                collections.Add(name.Name.Text);
            }
        }
    }

    private void Look(SyntaxNode code)
    {
        foreach (var call in code.DescendantsAndSelf().OfType<CallExpression>())
        {
            if (call.Arguments.Count > 0
                && Mutation.Root(call.Arguments[0].Value) is { } root
                && Mutation.Changes(call, collections.Contains(root)))
            {
                Change(root);
            }

            foreach (var position in Of(this.code, call, function, nesting + 1))
            {
                Change(Mutation.Root(call.Arguments[position].Value));
            }
        }
    }

    private void Change(string? name)
    {
        if (name is not null && names.TryGetValue(name, out var position))
        {
            changed.Add(position);
        }
    }
}
