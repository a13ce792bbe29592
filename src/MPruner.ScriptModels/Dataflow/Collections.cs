using System.Collections.Immutable;
using System.Globalization;
using MPruner.TorchScript.Code.Syntax;

namespace MPruner.ScriptModels.Dataflow;

/// <summary>Operations on lists, dictionaries and named tuples whose elements are known individually.</summary>
internal static class Collections
{
    /// <summary>A collection; a static value if no element depends on the model's input.</summary>
    /// <param name="elements">Its elements in order.</param>
    /// <param name="keys">The keys of a dictionary; null for anything else.</param>
    public static Value Of(ImmutableArray<Value> elements, ImmutableArray<string>? keys) =>
        elements.All(e => e is StaticValue) ? new StaticValue() : new CollectionValue(elements, keys);

    /// <summary>The keys of a dictionary literal; null if one of them is computed.</summary>
    public static ImmutableArray<string>? Keys(DictExpression dictionary)
    {
        var keys = dictionary.Entries.Nodes.Select(e => Key(e.Key)).ToList();
        return keys.Contains(null) || keys.Distinct().Count() < keys.Count ? null : [.. keys.Select(k => k!)];
    }

    /// <summary>An empty list or dictionary for tensors; null if an annotated value is anything else.</summary>
    public static CollectionValue? Empty(Expression type, Expression value) => value switch
    {
        _ when !type.DescendantsAndSelf().Any(node => node is NameExpression { Name.Text: "Tensor" or "__torch__" }) => null,
        ListExpression { Elements.Count: 0 } => new CollectionValue([], null),
        DictExpression { Entries.Count: 0 } => new CollectionValue([], []),
        _ => null,
    };

    /// <summary>The group behind a value, even if calls passed it on; null if the value is not a group.</summary>
    public static GroupValue? In(Value value) => value switch
    {
        GroupValue group => group,
        CallOutput output => In(output.Inner),
        OperationValue { Selected: { } selected } => In(selected),
        _ => null,
    };

    /// <summary>
    /// The position of the element that an index or a key refers to; null if it is computed, or there is no such element.
    /// </summary>
    public static int? Position(GroupValue group, Expression index)
    {
        var named = Key(index);
        if (group is CollectionValue { Keys: { } keys })
        {
            return named is not null && keys.IndexOf(named) is >= 0 and var entry ? entry : null;
        }

        if (!int.TryParse(named, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
        {
            return null;
        }

        var position = number < 0 ? group.Elements.Length + number : number;
        return position >= 0 && position < group.Elements.Length ? position : null;
    }

    /// <summary>
    /// The collection that an operator changes in place or creates, with its elements; null if the operator is not supported.
    /// </summary>
    /// <param name="call">The call.</param>
    /// <param name="values">Its arguments.</param>
    public static CollectionValue? Made(CallExpression call, ImmutableArray<Value> values) => (Mutation.OperatorName(call), values) switch
    {
        ("append", [CollectionValue { Keys: null } list, var added]) => new(list.Elements.Add(added), null),
        ("extend" or "add", [CollectionValue { Keys: null } list, CollectionValue { Keys: null } added]) =>
            new(list.Elements.AddRange(added.Elements), null),
        ("values", [CollectionValue { Keys: not null } dictionary]) => new(dictionary.Elements, null),
        ("_set_item", [CollectionValue { Keys: { } keys } dictionary, _, var added]) when Key(call.Arguments[1].Value) is { } key =>
            keys.IndexOf(key) is >= 0 and var known
                ? new(dictionary.Elements.SetItem(known, added), keys)
                : new(dictionary.Elements.Add(added), keys.Add(key)),
        _ => null,
    };

    /// <summary>A value in which another one is replaced wherever it occurs.</summary>
    public static Value Substitute(Value value, Value old, Value changed)
    {
        if (ReferenceEquals(value, old))
        {
            return changed;
        }

        if (value is not GroupValue group)
        {
            return value;
        }

        var elements = group.Elements.Select(element => Substitute(element, old, changed)).ToImmutableArray();
        return elements.SequenceEqual(group.Elements) ? group : group.With(elements);
    }

    private static string? Key(Expression expression) => expression switch
    {
        LiteralExpression literal => literal.Literal.Text,
        UnaryExpression { Operator.Text: "-", Operand: LiteralExpression literal } => "-" + literal.Literal.Text,
        _ => null,
    };
}
