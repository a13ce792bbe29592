namespace MPruner.TorchScript.Pickle;

/// <summary><c>None</c>.</summary>
public sealed class PickleNone : PickleValue
{
    /// <inheritdoc/>
    public override string ToString() => "None";
}

/// <summary><c>True</c> or <c>False</c>.</summary>
public sealed class PickleBool(bool value) : PickleValue
{
    /// <summary>The value.</summary>
    public bool Value { get; } = value;

    /// <inheritdoc/>
    public override string ToString() => Value ? "True" : "False";
}

/// <summary>An integer of at most 64 bits. Element types (<c>torch.float16</c>) are integers, too.</summary>
public sealed class PickleInt(long value) : PickleValue
{
    /// <summary>The value.</summary>
    public long Value { get; } = value;

    /// <summary>The length of a LONG1 in the source; 0 for the shortest opcode. Python uses the minimum, libtorch eight bytes.</summary>
    internal int LongBytes { get; init; }

    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant($"{Value}");
}

/// <summary>A floating-point number.</summary>
public sealed class PickleFloat(double value) : PickleValue
{
    /// <summary>The value; a NaN keeps its bits.</summary>
    public double Value { get; } = value;

    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant($"{Value:R}");
}

/// <summary>A string.</summary>
public sealed class PickleString(string value) : PickleValue
{
    /// <summary>The text. Bytes that are not valid UTF-8 appear as U+FFFD, but are written unchanged.</summary>
    public string Value { get; } = value;

    /// <summary>The bytes in the source if they are not valid UTF-8.</summary>
    internal ReadOnlyMemory<byte>? RawBytes { get; init; }

    /// <inheritdoc/>
    public override string ToString() => $"'{Value}'";
}

/// <summary>The name of a class or function. It is never looked up or called.</summary>
public sealed class PickleGlobal(string module, string name) : PickleValue
{
    /// <summary>The module, for example <c>__torch__.torch.nn.modules.linear</c>.</summary>
    public string Module { get; } = module;

    /// <summary>The name in the module, for example <c>Linear</c>.</summary>
    public string Name { get; } = name;

    /// <summary>Module and name, separated by a dot.</summary>
    public string QualifiedName => $"{Module}.{Name}";

    /// <summary>The global with a qualified name.</summary>
    public static PickleGlobal Of(string qualifiedName)
    {
        var dot = qualifiedName.LastIndexOf('.');
        return new PickleGlobal(qualifiedName[..Math.Max(dot, 0)], qualifiedName[(dot + 1)..]);
    }

    /// <inheritdoc/>
    public override string ToString() => QualifiedName;
}
