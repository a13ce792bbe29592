using System.Collections.Immutable;
using MPruner.TorchScript.Code.Syntax;
using MPruner.TorchScript.Pickle;

namespace MPruner.Core.Dataflow;

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

/// <summary>A tuple whose elements are known.</summary>
internal sealed class TupleValue(ImmutableArray<Value> elements) : Value
{
    public ImmutableArray<Value> Elements { get; } = elements;
}

/// <summary>What an operator, a free function or a store made of its inputs.</summary>
internal sealed class OperationValue(ImmutableArray<Value> inputs, SyntaxNode syntax, ModuleCall frame) : Value
{
    public ImmutableArray<Value> Inputs { get; } = inputs;

    /// <summary>Where in the code; shared by all instances of the class.</summary>
    public SyntaxNode Syntax { get; } = syntax;

    /// <summary>The call in which it is computed.</summary>
    public ModuleCall Frame { get; } = frame;
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
