using System.Collections.Immutable;
using System.Runtime.InteropServices;

namespace MPruner.TorchScript.Pickle;

/// <summary>The stack of the pickle machine, with its marks. Malformed use is reported at the current opcode.</summary>
/// <param name="input">The pickle that is read, for messages.</param>
internal sealed class PickleStack(PickleInput input)
{
    private readonly List<PickleValue> _values = [];
    private readonly Stack<int> _marks = new();
    private int _pushed;

    public void Mark() => _marks.Push(_values.Count);

    public void Push(PickleValue value)
    {
        CheckHeight(value);
        _values.Add(value);
        if (++_pushed > PickleReader.MaximalValues)
        {
            throw input.Limit($"The pickle has more than {PickleReader.MaximalValues} values, expected fewer.");
        }
    }

    public PickleValue Pop() => PopLast(1)[0];

    public ImmutableArray<PickleValue> PopLast(int count)
    {
        Require(count);
        return PopFrom(_values.Count - count);
    }

    public ImmutableArray<PickleValue> PopToMark() => _marks.TryPop(out var mark)
        ? PopFrom(mark)
        : throw input.Structure("Found the end of a sequence, expected a MARK before it.");

    /// <summary>The value on top, which stays there.</summary>
    public PickleValue Peek()
    {
        Require(1);
        return _values[^1];
    }

    /// <summary>The value on top, which an opcode may still fill.</summary>
    /// <param name="expected">What it has to be, for the message.</param>
    public T PeekOpen<T>(string expected)
        where T : PickleValue
    {
        var top = Peek();
        return top is T { Sealed: false } value ? value : throw input.Structure($"Found {Describe(top)}, expected {expected}.");
    }

    /// <summary>Checks that nothing is left after the root was taken.</summary>
    public void ExpectEmpty()
    {
        if (_values.Count != 0 || _marks.Count != 0)
        {
            throw input.Structure($"{_values.Count} values and {_marks.Count} marks are left over, expected one value.");
        }
    }

    /// <summary>Checks that a value that was pushed or filled is not nested too deeply.</summary>
    public void CheckHeight(PickleValue value)
    {
        if (value.Height > PickleReader.MaximalHeight)
        {
            throw input.Limit($"Values are nested more than {PickleReader.MaximalHeight} deep, expected less.");
        }
    }

    /// <summary>Marks a value as referred to, so that it cannot be filled any more.</summary>
    public void Seal(PickleValue value)
    {
        if (value is PickleObject { IsBuilt: false } bare)
        {
            throw input.Structure($"The object of class {bare.ClassName} is used before it has a state, expected BUILD first.");
        }

        value.Sealed = true;
    }

    /// <summary>A value's kind, for messages: <c>TUPLE</c>.</summary>
    public static string Describe(PickleValue value) => value.GetType().Name["Pickle".Length..].ToUpperInvariant();

    private ImmutableArray<PickleValue> PopFrom(int from)
    {
        ImmutableArray<PickleValue> values = [.. CollectionsMarshal.AsSpan(_values)[from..]];
        _values.RemoveRange(from, _values.Count - from);
        foreach (var value in values)
        {
            Seal(value);
        }

        return values;
    }

    /// <summary>An opcode may only take values above the last mark.</summary>
    private void Require(int count)
    {
        var available = _values.Count - (_marks.TryPeek(out var mark) ? mark : 0);
        if (available < count)
        {
            throw input.Structure($"Found {available} values on the stack, expected {count}.");
        }
    }
}
