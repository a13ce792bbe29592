using System.Collections.Immutable;
using System.Globalization;
using MPruner.TorchScript.Code.Syntax;

namespace MPruner.ScriptModels.Dataflow;

/// <summary>What code does to lists, dictionaries and named tuples whose elements are known one by one.</summary>
internal static class Collections
{
    /// <summary>A collection; nothing to follow where nothing in it depends on the model's input.</summary>
    /// <param name="elements">Its elements in order.</param>
    /// <param name="keys">The keys of a dictionary; null for anything else.</param>
    public static Value Of(ImmutableArray<Value> elements, ImmutableArray<string>? keys) =>
        elements.All(e => e is StaticValue) ? StaticValue.Instance : new CollectionValue(elements, keys);

    /// <summary>The keys of a dictionary as it is written out; null where one of them is computed.</summary>
    public static ImmutableArray<string>? Keys(DictExpression dictionary)
    {
        var keys = dictionary.Entries.Nodes.Select(e => Key(e.Key)).ToList();
        return keys.Contains(null) || keys.Distinct().Count() < keys.Count ? null : [.. keys.Select(k => k!)];
    }

    /// <summary>An empty list or dictionary that tensors are put into later on; null where an annotated value is anything else.</summary>
    public static CollectionValue? Empty(Expression type, Expression value) => value switch
    {
        _ when !type.DescendantsAndSelf().Any(node => node is NameExpression { Name.Text: "Tensor" or "__torch__" }) => null,
        ListExpression { Elements.Count: 0 } => new CollectionValue([], null),
        DictExpression { Entries.Count: 0 } => new CollectionValue([], []),
        _ => null,
    };

    /// <summary>What is known element by element in a value, whatever calls handed it on; null where it is one thing.</summary>
    public static GroupValue? In(Value value) => value switch
    {
        GroupValue group => group,
        CallOutput output => In(output.Inner),
        OperationValue { Selected: { } selected } => In(selected),
        _ => null,
    };

    /// <summary>The position of the element that an index or a key names; null where it is computed, or there is none.</summary>
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

    /// <summary>What an operator makes of collections, element by element: of the one that it changes in place, or a new one; null where it is not followed that far.</summary>
    /// <param name="call">The call.</param>
    /// <param name="values">Its arguments.</param>
    public static CollectionValue? Made(CallExpression call, ImmutableArray<Value> values) => (Mutation.OperatorName(call), values) switch
    {
        ("append", [CollectionValue { Keys: null } list, var added]) => new(list.Elements.Add(added), null),
        ("extend" or "add", [CollectionValue { Keys: null } list, CollectionValue { Keys: null } added]) => new(list.Elements.AddRange(added.Elements), null),
        ("values", [CollectionValue { Keys: not null } dictionary]) => new(dictionary.Elements, null),
        ("_set_item", [CollectionValue { Keys: { } keys } dictionary, _, var added]) when Key(call.Arguments[1].Value) is { } key => keys.IndexOf(key) is >= 0 and var known
            ? new(dictionary.Elements.SetItem(known, added), keys)
            : new(dictionary.Elements.Add(added), keys.Add(key)),
        _ => null,
    };

    /// <summary>A value with another in the place of one, wherever that is in it.</summary>
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
