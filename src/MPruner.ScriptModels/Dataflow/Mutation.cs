using System.Collections.Immutable;
using MPruner.TorchScript.Code.Syntax;

namespace MPruner.ScriptModels.Dataflow;

/// <summary>Operators that change their first argument in place: a tensor, a view of one, a list, a dictionary.</summary>
internal static class Mutation
{
    private static readonly ImmutableHashSet<string> OfContainers = ["append", "extend", "insert", "_set_item", "update"];
    private static readonly ImmutableHashSet<string> OfKnownCollections =
        ["pop", "popitem", "clear", "remove", "reverse", "sort", "setdefault", "Delete", "__delitem__"];
    private static readonly ImmutableHashSet<string> Views =
        ["slice", "select", "view", "narrow", "squeeze", "unsqueeze", "transpose", "permute", "t", "expand", "diagonal"];

    /// <summary>The variable whose value a call changes; null if it changes none, or a value that no variable holds.</summary>
    public static string? Of(CallExpression call) =>
        OperatorName(call) is { } name && call.Arguments.Count > 0 && (OfContainers.Contains(name) || IsInPlace(name))
            ? Root(call.Arguments[0].Value)
            : null;

    /// <summary>
    /// The same for a first argument that is known to be a collection: some of its operators have names that change no tensor.
    /// </summary>
    public static string? OfCollection(CallExpression call) =>
        OperatorName(call) is { } name && OfKnownCollections.Contains(name) ? Root(call.Arguments[0].Value) : Of(call);

    /// <summary>The name of the PyTorch operator that is called; null for any other call.</summary>
    public static string? OperatorName(CallExpression call) =>
        call.Callee is AttributeExpression { Target: NameExpression { Name.Text: "torch" } } callee ? callee.Name.Text : null;

    private static bool IsInPlace(string name) => name.EndsWith('_') && !name.EndsWith("__", StringComparison.Ordinal);

    private static string? Root(Expression expression) => expression switch
    {
        NameExpression name => name.Name.Text,
        ParenthesizedExpression parenthesized => Root(parenthesized.Inner),
        SubscriptExpression subscript => Root(subscript.Target),
        CallExpression call when OperatorName(call) is { } name && Views.Contains(name) && call.Arguments.Count > 0 =>
            Root(call.Arguments[0].Value),
        _ => null,
    };
}
