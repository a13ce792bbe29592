using System.Collections.Immutable;
using MPruner.TorchScript.Code.Syntax;
using MPruner.TorchScript.Pickle;

namespace MPruner.ScriptModels.Dataflow;

/// <summary>One call of a module's method.</summary>
internal sealed class ModuleCall(int order, ModuleValue receiver, FunctionDefinition method)
{
    /// <summary>The position among all calls, in execution order.</summary>
    public int Order { get; } = order;

    /// <summary>The call whose body contains this one; null for the call that a trace starts from.</summary>
    public ModuleCall? Caller { get; init; }

    /// <summary>The module.</summary>
    public PickleObject Module { get; } = receiver.Module;

    /// <summary>The module's path, by the attributes through which it was reached: <c>encoder.layers.3</c>.</summary>
    public string Path { get; } = receiver.Path;

    /// <summary>The method that is called.</summary>
    public FunctionDefinition Method { get; } = method;

    /// <summary>The call in the caller's code; null for the call that a trace starts from.</summary>
    public CallExpression? Syntax { get; init; }

    /// <summary>The values of the method's parameters after the receiver.</summary>
    public ImmutableArray<Value> Arguments { get; init; } = [];

    /// <summary>The expressions of <see cref="Arguments"/>; null where the default is used.</summary>
    public ImmutableArray<Expression?> ArgumentSyntax { get; init; } = [];

    /// <summary>What the caller sees: a <see cref="CallOutput"/>, or a tuple of them.</summary>
    public Value Result { get; set; } = StaticValue.Instance;

    /// <summary>
    /// In a loop, the position of the argument that is the call's own result of the previous iteration; null if there is none.
    /// </summary>
    public int? FeedsItselfAt { get; set; }

    /// <summary>Whether the call enters the module from another one.</summary>
    public bool Enters => Caller is not null && !ReferenceEquals(Caller.Module, Module);

    /// <summary>The results in order.</summary>
    public IEnumerable<CallOutput> Outputs => Result switch
    {
        CallOutput single => [single],
        TupleValue tuple => tuple.Elements.OfType<CallOutput>(),
        _ => [],
    };

    /// <summary>Whether the declared result is a tuple, if only of one element.</summary>
    public bool ReturnsTuple => Method.ReturnType is SubscriptExpression { Target: NameExpression { Name.Text: "Tuple" } };

    /// <summary>The declared types of the results: the elements of a tuple, or the one type.</summary>
    public ImmutableArray<Expression> ResultTypes => Method.ReturnType switch
    {
        null => [],
        SubscriptExpression { Target: NameExpression { Name.Text: "Tuple" } } tuple => tuple.Indices.Nodes,
        var single => [single],
    };

    /// <summary>This call and its callers, innermost first.</summary>
    public IEnumerable<ModuleCall> SelfAndCallers()
    {
        for (var call = this; call is not null; call = call.Caller)
        {
            yield return call;
        }
    }
}
