using System.Collections.Immutable;
using MPruner.TorchScript.Code.Syntax;
using MPruner.TorchScript.Pickle;

namespace MPruner.ScriptModels.Dataflow;

/// <summary>What an expression stands for while a program is followed. Values compare by reference: one value is one thing computed once.</summary>
internal abstract class Value;

/// <summary>A name, a literal, a type, a weight: nothing that depends on the input.</summary>
internal sealed class StaticValue : Value
{
    public static readonly StaticValue Instance = new();
}

/// <summary>An argument of the root's <c>forward</c>.</summary>
internal sealed class ArgumentValue(string name) : Value
{
    public string Name { get; } = name;
}

/// <summary>A module object.</summary>
internal sealed class ModuleValue(PickleObject module, string path) : Value
{
    public PickleObject Module { get; } = module;

    public string Path { get; } = path;
}

/// <summary>Several values in one, known one by one.</summary>
internal abstract class GroupValue(ImmutableArray<Value> elements) : Value
{
    public ImmutableArray<Value> Elements { get; } = elements;

    /// <summary>The same kind of group with other elements, as many.</summary>
    public abstract GroupValue With(ImmutableArray<Value> elements);

    /// <summary>Whether another group has as many elements under the same names.</summary>
    public virtual bool IsLike(Value other) => other.GetType() == GetType() && ((GroupValue)other).Elements.Length == Elements.Length;
}

/// <summary>A tuple whose elements are known.</summary>
internal sealed class TupleValue(ImmutableArray<Value> elements) : GroupValue(elements)
{
    public override GroupValue With(ImmutableArray<Value> elements) => new TupleValue(elements);
}

/// <summary>A list, a dictionary or a named tuple whose elements are known. What code puts into it makes another value of it.</summary>
internal sealed class CollectionValue(ImmutableArray<Value> elements, ImmutableArray<string>? keys) : GroupValue(elements)
{
    /// <summary>The keys of a dictionary as they are written, in the order in which they came in; null for anything else.</summary>
    public ImmutableArray<string>? Keys { get; } = keys;

    public override GroupValue With(ImmutableArray<Value> elements) => new CollectionValue(elements, Keys);

    public override bool IsLike(Value other) => base.IsLike(other) && (Keys ?? []).SequenceEqual(((CollectionValue)other).Keys ?? []);
}

/// <summary>What an operator, a free function or a store made of its inputs.</summary>
internal sealed class OperationValue(ImmutableArray<Value> inputs, SyntaxNode syntax, ModuleCall frame) : Value
{
    public ImmutableArray<Value> Inputs { get; } = inputs;

    /// <summary>Where in the code; shared by all instances of the class.</summary>
    public SyntaxNode Syntax { get; } = syntax;

    /// <summary>The call in which it is computed.</summary>
    public ModuleCall Frame { get; } = frame;

    /// <summary>The element that it picks out of what a module returned; null where it computes something.</summary>
    public Value? Selected { get; init; }
}

/// <summary>A variable after an <c>if</c> or a loop: one of several values.</summary>
internal sealed class MergeValue(ImmutableArray<Value> choices) : Value
{
    public ImmutableArray<Value> Choices { get; } = choices;
}

/// <summary>One result of a module's method: what the caller sees, and what it is inside.</summary>
internal sealed class CallOutput(ModuleCall call, int index, Value inner) : Value
{
    public ModuleCall Call { get; } = call;

    /// <summary>The position in the returned tuple; 0 where no tuple is returned.</summary>
    public int Index { get; } = index;

    public Value Inner { get; } = inner;
}
