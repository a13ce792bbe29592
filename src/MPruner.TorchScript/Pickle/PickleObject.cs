using System.Collections.Immutable;
using System.Diagnostics;

namespace MPruner.TorchScript.Pickle;

/// <summary>An object of a TorchScript class: a module, a script class, or a class with its own <c>__getstate__</c>.</summary>
public sealed class PickleObject : PickleValue
{
    private PickleValue? _state;
    private ImmutableArray<KeyValuePair<string, PickleValue>> _attributes;

    /// <summary>An object of a class with a state.</summary>
    public PickleObject(PickleGlobal @class, PickleValue state)
        : this(@class) => Build(state);

    internal PickleObject(PickleGlobal @class)
    {
        Class = @class;
        Height = 1;
    }

    /// <summary>The class.</summary>
    public PickleGlobal Class { get; }

    /// <summary>The attributes as a dictionary, or the value that the class's <c>__getstate__</c> returned.</summary>
    public PickleValue State => _state ?? throw new UnreachableException();

    /// <summary>The class's qualified name, for example <c>__torch__.torch.nn.modules.linear.Linear</c>.</summary>
    public string ClassName => Class.QualifiedName;

    /// <summary>The attributes in order; empty if the state is not a dictionary with strings as keys.</summary>
    public IReadOnlyList<KeyValuePair<string, PickleValue>> Attributes
    {
        get
        {
            if (_attributes.IsDefault)
            {
                _attributes = State is PickleDict dict && dict.Entries.All(e => e.Key is PickleString)
                    ? [.. dict.Entries.Select(e => KeyValuePair.Create(((PickleString)e.Key).Value, e.Value))]
                    : [];
            }

            return _attributes;
        }
    }

    /// <inheritdoc/>
    public override IEnumerable<PickleValue> Children => [Class, State];

    internal bool IsBuilt => _state is not null;

    /// <summary>The value of an attribute; null if there is no attribute with this name.</summary>
    public PickleValue? this[string name]
    {
        get
        {
            foreach (var (key, value) in Attributes)
            {
                if (key == name)
                {
                    return value;
                }
            }

            return null;
        }
    }

    /// <summary>The object with another class or other attributes.</summary>
    /// <param name="className">The qualified name of the class; null keeps it.</param>
    /// <param name="attributes">All attributes in order; null keeps them.</param>
    public PickleObject With(string? className = null, IEnumerable<KeyValuePair<string, PickleValue>>? attributes = null)
    {
        var @class = className is null || className == ClassName ? Class : PickleGlobal.Of(className);
        var state = attributes is null ? State : StateOf(attributes);
        return (PickleObject)new PickleObject(@class, state).EncodedLike(this);
    }

    /// <inheritdoc/>
    public override string ToString() => $"{ClassName} object";

    internal void Build(PickleValue state)
    {
        _state = state;
        Height = state.Height + 1;
    }

    private PickleValue StateOf(IEnumerable<KeyValuePair<string, PickleValue>> attributes)
    {
        // An attribute's name is a single shared string in the pickle; reusing the instance keeps it shared.
        var keys = State is PickleDict dict ? dict.Entries.Select(e => e.Key).OfType<PickleString>() : [];
        var names = keys.DistinctBy(k => k.Value).ToDictionary(k => k.Value);
        var entries = attributes.Select(a =>
            KeyValuePair.Create<PickleValue, PickleValue>(names.GetValueOrDefault(a.Key) ?? new PickleString(a.Key), a.Value));
        return new PickleDict([.. entries]).EncodedLike(State);
    }
}
