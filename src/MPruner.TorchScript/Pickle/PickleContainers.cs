using System.Collections.Immutable;

namespace MPruner.TorchScript.Pickle;

/// <summary>A tuple.</summary>
public sealed class PickleTuple : PickleValue
{
    /// <summary>A tuple of these items.</summary>
    public PickleTuple(ImmutableArray<PickleValue> items)
    {
        Items = items;
        Height = HeightOver(items);
    }

    /// <summary>The items.</summary>
    public ImmutableArray<PickleValue> Items { get; }

    /// <inheritdoc/>
    public override IEnumerable<PickleValue> Children => Items;

    /// <summary>Whether a short tuple is written with MARK, as libtorch does for sizes and strides.</summary>
    internal bool IsMarked { get; init; }
}

/// <summary>A list.</summary>
public sealed class PickleList : PickleValue
{
    /// <summary>A list of these items.</summary>
    public PickleList(ImmutableArray<PickleValue> items)
        : this() => Append(items);

    internal PickleList()
    {
    }

    /// <summary>The items.</summary>
    public ImmutableArray<PickleValue> Items { get; private set; } = [];

    /// <inheritdoc/>
    public override IEnumerable<PickleValue> Children => Items;

    /// <summary>Whether APPENDS follows. libtorch writes it even for an empty list, Python does not.</summary>
    internal bool IsFilled { get; private set; }

    internal void Append(ImmutableArray<PickleValue> items)
    {
        Items = Items.IsEmpty ? items : Items.AddRange(items);
        Height = Math.Max(Height, HeightOver(items));
        IsFilled = true;
    }
}

/// <summary>A dictionary; the order of its entries is kept.</summary>
public sealed class PickleDict : PickleValue
{
    /// <summary>A dictionary of these entries.</summary>
    public PickleDict(ImmutableArray<KeyValuePair<PickleValue, PickleValue>> entries)
        : this() => Append(entries);

    internal PickleDict()
    {
    }

    /// <summary>Keys and values.</summary>
    public ImmutableArray<KeyValuePair<PickleValue, PickleValue>> Entries { get; private set; } = [];

    /// <inheritdoc/>
    public override IEnumerable<PickleValue> Children => Entries.SelectMany(e => (PickleValue[])[e.Key, e.Value]);

    /// <summary>Whether SETITEMS follows. libtorch writes it even for an empty dictionary, Python does not.</summary>
    internal bool IsFilled { get; private set; }

    internal void Append(ImmutableArray<KeyValuePair<PickleValue, PickleValue>> entries)
    {
        Entries = Entries.IsEmpty ? entries : Entries.AddRange(entries);
        foreach (var (key, value) in entries)
        {
            Height = Math.Max(Height, Math.Max(key.Height, value.Height) + 1);
        }

        IsFilled = true;
    }
}
