using System.Collections.Immutable;
using MPruner.TorchScript.Code.Syntax;
using MPruner.TorchScript.Pickle;

namespace MPruner.ScriptModels.Dataflow;

/// <summary>One call of a module's method, in the order of execution.</summary>
internal sealed class ModuleCall(int order, ModuleCall? caller, ModuleValue receiver, FunctionDefinition method, CallExpression? syntax)
{
    /// <summary>The position among all calls.</summary>
    public int Order { get; } = order;

    /// <summary>The call in whose body this one stands; null for the root's <c>forward</c>.</summary>
    public ModuleCall? Caller { get; } = caller;

    public PickleObject Module { get; } = receiver.Module;

    /// <summary>The module's path as it was reached: <c>encoder.layers.3</c>.</summary>
    public string Path { get; } = receiver.Path;

    /// <summary>The method that is called.</summary>
    public FunctionDefinition Method { get; } = method;

    /// <summary>The call in the caller's code; null for the root's <c>forward</c>.</summary>
    public CallExpression? Syntax { get; } = syntax;

    /// <summary>The values of the method's parameters after the receiver.</summary>
    public ImmutableArray<Value> Arguments { get; init; } = [];

    /// <summary>The expressions of <see cref="Arguments"/>; null where a default is taken.</summary>
    public ImmutableArray<Expression?> ArgumentSyntax { get; init; } = [];

    /// <summary>What the caller sees: a <see cref="CallOutput"/>, or a tuple of them.</summary>
    public Value Result { get; set; } = StaticValue.Instance;

    /// <summary>The position of the argument that is its own result of the round before, where it stands in a loop; null where it does not feed itself.</summary>
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

    /// <summary>The declared types of the results: the elements of a tuple, or the one type.</summary>
    public ImmutableArray<Expression> ResultTypes => Method.ReturnType switch
    {
        null => [],
        SubscriptExpression { Target: NameExpression { Name.Text: "Tuple" } } tuple => tuple.Indices.Nodes,
        var single => [single],
    };

    /// <summary>This call and those around it, innermost first.</summary>
    public IEnumerable<ModuleCall> SelfAndCallers()
    {
        for (var call = this; call is not null; call = call.Caller)
        {
            yield return call;
        }
    }
}
