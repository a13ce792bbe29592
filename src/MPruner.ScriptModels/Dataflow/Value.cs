using System.Collections.Immutable;
using MPruner.TorchScript.Code.Syntax;
using MPruner.TorchScript.Pickle;

namespace MPruner.ScriptModels.Dataflow;

/// <summary>
/// The value of an expression while a program's dataflow is followed. Values are compared by reference: one value is computed once.
/// </summary>
internal abstract class Value
{
    /// <summary>The value inside the innermost method that computes it.</summary>
    public Value Source
    {
        get
        {
            var value = this;
            while (value is CallOutput output)
            {
                value = output.Inner;
            }

            return value;
        }
    }
}

/// <summary>A name, a literal, a type or a weight: anything that does not depend on the input.</summary>
internal sealed class StaticValue : Value
{
    /// <summary>A value that nothing can change in place.</summary>
    public static readonly StaticValue Instance = new();

    /// <summary>The attribute that holds it; null for anything else.</summary>
    public AttributeSlot? Slot { get; init; }

    /// <summary>What an operation computed it from; empty for anything else.</summary>
    public ImmutableArray<Value> Operands { get; init; } = [];

    /// <summary>The value of which it is a view, and which changes with it; null if it is new.</summary>
    public Value? Aliased { get; init; }
}

/// <summary>An attribute of a module object.</summary>
/// <param name="Owner">The module.</param>
/// <param name="Name">The attribute's name.</param>
internal sealed record AttributeSlot(PickleObject Owner, string Name);

/// <summary>An argument of the root's <c>forward</c>.</summary>
internal sealed class ArgumentValue(string name) : Value
{
    public string Name { get; } = name;
}

/// <summary>A module object.</summary>
internal sealed class ModuleValue(PickleObject module, string path) : Value
{
    public PickleObject Module { get; } = module;

    /// <summary>The path from the root; empty for the root.</summary>
    public string Path { get; } = path;

    /// <summary>A module that is an attribute of this one.</summary>
    public ModuleValue Submodule(string attribute, PickleObject child) => new(child, Path.Length == 0 ? attribute : $"{Path}.{attribute}");
}

/// <summary>A value that consists of several values, each of them known.</summary>
internal abstract class GroupValue(ImmutableArray<Value> elements) : Value
{
    public ImmutableArray<Value> Elements { get; } = elements;

    /// <summary>The same kind of group with other elements, equally many.</summary>
    public abstract GroupValue With(ImmutableArray<Value> elements);

    /// <summary>Whether another value is the same kind of group, with equally many elements under the same keys.</summary>
    public virtual bool IsLike(Value other) => other.GetType() == GetType() && ((GroupValue)other).Elements.Length == Elements.Length;
}

/// <summary>A tuple whose elements are known.</summary>
internal sealed class TupleValue(ImmutableArray<Value> elements) : GroupValue(elements)
{
    public override GroupValue With(ImmutableArray<Value> elements) => new TupleValue(elements);
}

/// <summary>A list, a dictionary or a named tuple whose elements are known. Adding an element makes a new value.</summary>
internal sealed class CollectionValue(ImmutableArray<Value> elements, ImmutableArray<string>? keys) : GroupValue(elements)
{
    /// <summary>The keys of a dictionary as written in the code, in insertion order; null for anything else.</summary>
    public ImmutableArray<string>? Keys { get; } = keys;

    public override GroupValue With(ImmutableArray<Value> elements) => new CollectionValue(elements, Keys);

    public override bool IsLike(Value other) =>
        base.IsLike(other) && (Keys ?? []).SequenceEqual(((CollectionValue)other).Keys ?? []);
}

/// <summary>The result of an operator, a free function or a store.</summary>
internal sealed class OperationValue(ImmutableArray<Value> inputs, SyntaxNode syntax, ModuleCall frame) : Value
{
    public ImmutableArray<Value> Inputs { get; } = inputs;

    /// <summary>All that it reads, weights and numbers included; of a call the arguments in order.</summary>
    public ImmutableArray<Value> Operands { get; init; } = inputs;

    /// <summary>The operation in the code, which all instances of the class share.</summary>
    public SyntaxNode Syntax { get; } = syntax;

    /// <summary>The call whose body computes it.</summary>
    public ModuleCall Frame { get; } = frame;

    /// <summary>The element that it selects from a module's result; null if it computes something.</summary>
    public Value? Selected { get; init; }

    /// <summary>The value of which it is a view, an element or the changed form, and which changes with it; null if it is new.</summary>
    public Value? Aliased { get; init; }

    /// <summary>The number of calls that began before it.</summary>
    public int CallsBefore { get; init; }
}

/// <summary>A variable after an <c>if</c> or a loop: one of several values.</summary>
internal sealed class MergeValue(ImmutableArray<Value> choices) : Value
{
    public ImmutableArray<Value> Choices { get; } = choices;

    /// <summary>One of several values: groups of one kind are merged element by element, equal values are one.</summary>
    public static Value Of(IEnumerable<Value> values)
    {
        ImmutableArray<Value> distinct = [.. values.Distinct()];
        return distinct switch
        {
            [] => StaticValue.Instance,
            [var only] => only,
            _ when distinct.All(v => v is StaticValue) => new StaticValue(),
            [GroupValue first, ..] when distinct.All(first.IsLike) => Merge(first, distinct),

            // Flat, so that a hundred consecutive ifs do not make a tree with 2^100 leaves.
            _ => new MergeValue([.. distinct.SelectMany(v => v is MergeValue merge ? merge.Choices : [v]).Distinct()]),
        };
    }

    private static GroupValue Merge(GroupValue first, ImmutableArray<Value> groups)
    {
        var positions = Enumerable.Range(0, first.Elements.Length);
        return first.With([.. positions.Select(i => Of(groups.Select(group => ((GroupValue)group).Elements[i])))]);
    }
}

/// <summary>One result of a module's method, as the caller sees it.</summary>
internal sealed class CallOutput(ModuleCall call, int index, Value inner) : Value
{
    public ModuleCall Call { get; } = call;

    /// <summary>The position in the returned tuple; 0 if no tuple is returned.</summary>
    public int Index { get; } = index;

    /// <summary>The value inside the method.</summary>
    public Value Inner { get; } = inner;
}
