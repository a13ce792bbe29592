using System.Collections.Immutable;

namespace MPruner.TorchScript.Pickle;

/// <summary>A value of a pickle. It is immutable, and one instance in two places is one object, as the memo says.</summary>
/// <remarks>A value remembers its encoding, so that what an edit does not change is written as it was read.</remarks>
public abstract class PickleValue
{
    private protected PickleValue()
    {
    }

    /// <summary>The values that this one holds, in the order in which they are written.</summary>
    public virtual IEnumerable<PickleValue> Children => [];

    /// <summary>This value and all values under it, each instance once, in the order of first occurrence.</summary>
    public IEnumerable<PickleValue> DescendantsAndSelf()
    {
        var seen = new HashSet<PickleValue>(ReferenceEqualityComparer.Instance);
        var open = new Stack<PickleValue>([this]);
        while (open.TryPop(out var value))
        {
            if (seen.Add(value))
            {
                yield return value;
                foreach (var child in value.Children.Reverse())
                {
                    open.Push(child);
                }
            }
        }
    }

    /// <summary>When the source puts the value into the memo.</summary>
    internal MemoPut Memo { get; set; }

    /// <summary>Set when something refers to the value; from then on the reader must not fill it.</summary>
    internal bool Sealed { get; set; }

    /// <summary>The number of levels under this value.</summary>
    internal int Height { get; private protected set; }

    private protected static int HeightOver(ImmutableArray<PickleValue> children)
    {
        var height = 0;
        foreach (var child in children)
        {
            height = Math.Max(height, child.Height + 1);
        }

        return height;
    }

    /// <summary>Copies the encoding of <paramref name="original"/>.</summary>
    internal PickleValue EncodedLike(PickleValue original)
    {
        Memo = original.Memo;
        return this;
    }
}

/// <summary>When a value is put into the memo.</summary>
internal enum MemoPut
{
    /// <summary>Not at all, unless it occurs twice.</summary>
    Never,

    /// <summary>When it is complete, like libtorch, whose reader mistakes an object that was put earlier for a number.</summary>
    Complete,

    /// <summary>Before its contents, as Python does with lists, dictionaries and objects.</summary>
    Empty,
}
