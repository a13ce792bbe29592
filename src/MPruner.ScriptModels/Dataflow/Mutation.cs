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
    [
        "slice", "select", "view", "narrow", "squeeze", "unsqueeze", "transpose", "permute", "t", "expand", "diagonal",
        "view_as", "expand_as", "reshape", "flatten", "unflatten", "swapaxes", "swapdims", "movedim", "unfold", "as_strided", "detach",
    ];

    /// <summary>Operators that may return their first argument itself, or views of it.</summary>
    private static readonly ImmutableHashSet<string> MayReturnIt =
        ["contiguous", "to", "dropout", "feature_dropout", "alpha_dropout", "chunk", "split", "unbind", "tensor_split", "__getitem__"];

    /// <summary>Whether a call changes its first argument in place.</summary>
    /// <param name="call">The call.</param>
    /// <param name="collection">
    /// Whether that is known to be a collection: some of its operators have names that change no tensor.
    /// </param>
    public static bool Changes(CallExpression call, bool collection) =>
        OperatorName(call) is { } name
        && call.Arguments.Count > 0
        && (OfContainers.Contains(name) || IsInPlace(name) || (collection && OfKnownCollections.Contains(name)));

    /// <summary>The name of the PyTorch operator that is called; null for any other call.</summary>
    public static string? OperatorName(CallExpression call) =>
        call.Callee is AttributeExpression { Target: NameExpression { Name.Text: "torch" } } callee ? callee.Name.Text : null;

    /// <summary>Whether what a call returns may change with its first argument.</summary>
    public static bool Aliases(CallExpression call) => OperatorName(call) is { } name
        && (Views.Contains(name) || MayReturnIt.Contains(name) || OfContainers.Contains(name) || IsInPlace(name));

    private static bool IsInPlace(string name) => name.EndsWith('_') && !name.EndsWith("__", StringComparison.Ordinal);

    /// <summary>The variable that holds a value, or the value of which it is a view; null if no variable does.</summary>
    public static string? Root(Expression expression) => expression switch
    {
        NameExpression name => name.Name.Text,
        ParenthesizedExpression parenthesized => Root(parenthesized.Inner),
        SubscriptExpression subscript => Root(subscript.Target),
        CallExpression call when OperatorName(call) is { } name && Views.Contains(name) && call.Arguments.Count > 0 =>
            Root(call.Arguments[0].Value),
        _ => null,
    };
}
