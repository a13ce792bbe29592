using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Text;

namespace MPruner.TorchScript.Pickle;

/// <summary>Reads a pickle of protocol 2 into a graph of values. Names are kept as names: nothing is imported, called or built.</summary>
public sealed class PickleReader
{
    /// <summary>Deeper graphs are refused, so that whoever walks one may recurse. A module takes three levels.</summary>
    internal const int MaximalHeight = 500;

    /// <summary>Values a pickle may have: a large model has some hundred thousand.</summary>
    internal const int MaximalValues = 10_000_000;

    private const int MaximalNameLength = 4096;

    private static readonly UTF8Encoding StrictUtf8 = new(false, true);

    private readonly ReadOnlyMemory<byte> _bytes;
    private readonly string _entry;
    private readonly List<PickleValue> _stack = [];
    private readonly Stack<int> _marks = new();
    private readonly Dictionary<uint, PickleValue> _memo = [];
    private int _at;
    private int _start;
    private int _values;

    private PickleReader(ReadOnlyMemory<byte> bytes, string entry)
    {
        _bytes = bytes;
        _entry = entry;
    }

    /// <summary>Reads a whole entry.</summary>
    /// <param name="bytes">The pickle, up to and including its STOP.</param>
    /// <param name="entryName">The entry's name, for messages.</param>
    /// <exception cref="TorchScriptException">Malformed or hostile (<c>MPR1101</c> to <c>MPR1105</c>).</exception>
    public static PickleValue Read(ReadOnlyMemory<byte> bytes, string entryName) => new PickleReader(bytes, entryName).ReadAll();

    private PickleValue ReadAll()
    {
        if (_bytes.Length < 2 || _bytes.Span[0] != (byte)PickleOpcode.Protocol || _bytes.Span[1] != 2)
        {
            throw PickleFault.Opcode(_entry, 0, "The pickle does not begin with protocol 2 (80 02), expected that it does.");
        }

        _at = 2;
        while (true)
        {
            _start = _at;
            var opcode = (PickleOpcode)Take(1)[0];
            if (opcode == PickleOpcode.Stop)
            {
                return Finish();
            }

            Step(opcode);
            if (_values > MaximalValues)
            {
                throw PickleFault.Limit(_entry, _start, $"The pickle has more than {MaximalValues} values, expected fewer.");
            }
        }
    }

    private PickleValue Finish()
    {
        if (_at != _bytes.Length)
        {
            throw PickleFault.Structure(_entry, _at, $"{_bytes.Length - _at} bytes follow the pickle's STOP, expected none.");
        }

        var root = Pop();
        return _stack.Count == 0 && _marks.Count == 0
            ? root
            : throw PickleFault.Structure(_entry, _start, $"{_stack.Count} values and {_marks.Count} marks are left over, expected one value.");
    }

    private void Step(PickleOpcode opcode)
    {
        switch (opcode)
        {
            case PickleOpcode.Mark: _marks.Push(_stack.Count); break;
            case PickleOpcode.None: Push(new PickleNone()); break;
            case PickleOpcode.NewTrue: Push(new PickleBool(true)); break;
            case PickleOpcode.NewFalse: Push(new PickleBool(false)); break;
            case PickleOpcode.BinInt1: Push(new PickleInt(Take(1)[0])); break;
            case PickleOpcode.BinInt2: Push(new PickleInt(BinaryPrimitives.ReadUInt16LittleEndian(Take(2)))); break;
            case PickleOpcode.BinInt: Push(new PickleInt(BinaryPrimitives.ReadInt32LittleEndian(Take(4)))); break;
            case PickleOpcode.Long1: Push(ReadLong()); break;
            case PickleOpcode.BinFloat: Push(new PickleFloat(BinaryPrimitives.ReadDoubleBigEndian(Take(8)))); break;
            case PickleOpcode.BinUnicode: Push(ReadString()); break;
            case PickleOpcode.Global: Push(ReadGlobal()); break;
            case PickleOpcode.EmptyTuple: Push(new PickleTuple([])); break;
            case PickleOpcode.Tuple1: Push(new PickleTuple(PopLast(1))); break;
            case PickleOpcode.Tuple2: Push(new PickleTuple(PopLast(2))); break;
            case PickleOpcode.Tuple3: Push(new PickleTuple(PopLast(3))); break;
            case PickleOpcode.Tuple: Push(new PickleTuple(PopToMark()) { IsMarked = true }); break;
            case PickleOpcode.EmptyList: Push(new PickleList()); break;
            case PickleOpcode.Append: Append(PopLast(1)); break;
            case PickleOpcode.Appends: Append(PopToMark()); break;
            case PickleOpcode.EmptyDict: Push(new PickleDict()); break;
            case PickleOpcode.SetItem: SetItems(PopLast(2)); break;
            case PickleOpcode.SetItems: SetItems(PopToMark()); break;
            case PickleOpcode.NewObject: NewObject(); break;
            case PickleOpcode.Build: Build(); break;
            case PickleOpcode.Reduce: Reduce(); break;
            case PickleOpcode.BinPersistentId: Push(new PicklePersistentId(Pop())); break;
            case PickleOpcode.BinPut: Put(Take(1)[0]); break;
            case PickleOpcode.LongBinPut: Put(BinaryPrimitives.ReadUInt32LittleEndian(Take(4))); break;
            case PickleOpcode.BinGet: Get(Take(1)[0]); break;
            case PickleOpcode.LongBinGet: Get(BinaryPrimitives.ReadUInt32LittleEndian(Take(4))); break;
            default: throw PickleFault.Opcode(_entry, _start, $"Found the opcode 0x{(byte)opcode:X2}, expected one that TorchScript writes (protocol 2).");
        }
    }

    private ReadOnlySpan<byte> Take(long count)
    {
        if (count > _bytes.Length - _at)
        {
            throw PickleFault.Truncated(_entry, _at, $"The pickle ends after {_bytes.Length - _at} of {count} bytes, expected all of them and a STOP.");
        }

        var span = _bytes.Span.Slice(_at, (int)count);
        _at += (int)count;
        return span;
    }

    private PickleInt ReadLong()
    {
        int length = Take(1)[0];
        if (length is 0 or > 8)
        {
            throw PickleFault.Opcode(_entry, _start, $"Found an integer of {length} bytes, expected 1 to 8.");
        }

        var bytes = Take(length);
        var value = (long)(sbyte)bytes[^1];
        for (var i = length - 2; i >= 0; i--)
        {
            value = (value << 8) | bytes[i];
        }

        return new PickleInt(value) { LongBytes = length };
    }

    private PickleString ReadString()
    {
        long length = BinaryPrimitives.ReadUInt32LittleEndian(Take(4));
        var from = _at;
        var bytes = Take(length);
        try
        {
            return new PickleString(StrictUtf8.GetString(bytes));
        }
        catch (DecoderFallbackException)
        {
            return new PickleString(Encoding.UTF8.GetString(bytes)) { RawBytes = _bytes.Slice(from, (int)length) };
        }
    }

    private PickleGlobal ReadGlobal()
    {
        var module = ReadLine();
        var name = ReadLine();
        return PickleGlobals.Allows(module, name)
            ? new PickleGlobal(module, name)
            : throw PickleFault.DisallowedGlobal(_entry, _start, $"{module}.{name}");
    }

    private string ReadLine()
    {
        var left = _bytes.Span[_at..];
        var end = left[..Math.Min(left.Length, MaximalNameLength)].IndexOf((byte)'\n');
        if (end < 0)
        {
            throw PickleFault.Truncated(_entry, _at, $"A global's name does not end, expected a line end within {MaximalNameLength} bytes.");
        }

        try
        {
            var line = StrictUtf8.GetString(left[..end]);
            _at += end + 1;
            return line;
        }
        catch (DecoderFallbackException)
        {
            throw PickleFault.Opcode(_entry, _at, "A global's name is not UTF-8, expected that it is.");
        }
    }

    private void Push(PickleValue value)
    {
        Check(value);
        _stack.Add(value);
        _values++;
    }

    private void Check(PickleValue value)
    {
        if (value.Height > MaximalHeight)
        {
            throw PickleFault.Limit(_entry, _start, $"Values are nested more than {MaximalHeight} deep, expected less.");
        }
    }

    private PickleValue Pop() => PopLast(1)[0];

    private ImmutableArray<PickleValue> PopToMark()
    {
        if (!_marks.TryPop(out var mark))
        {
            throw PickleFault.Structure(_entry, _start, "Found the end of a sequence, expected that it was begun (MARK).");
        }

        return PopFrom(mark);
    }

    private ImmutableArray<PickleValue> PopLast(int count)
    {
        Require(count);
        return PopFrom(_stack.Count - count);
    }

    private ImmutableArray<PickleValue> PopFrom(int from)
    {
        ImmutableArray<PickleValue> values = [.. CollectionsMarshal.AsSpan(_stack)[from..]];
        _stack.RemoveRange(from, _stack.Count - from);
        foreach (var value in values)
        {
            Seal(value);
        }

        return values;
    }

    /// <summary>Values above the last mark are the only ones that an opcode may take.</summary>
    private void Require(int count)
    {
        var available = _stack.Count - (_marks.TryPeek(out var mark) ? mark : 0);
        if (available < count)
        {
            throw PickleFault.Structure(_entry, _start, $"Found {available} values on the stack, expected {count}.");
        }
    }

    private T Top<T>(string expected)
        where T : PickleValue
    {
        Require(1);
        return _stack[^1] is T { Sealed: false } value
            ? value
            : throw PickleFault.Structure(_entry, _start, $"Found {Describe(_stack[^1])}, expected {expected}.");
    }

    private void Seal(PickleValue value)
    {
        if (value is PickleObject { IsBuilt: false } bare)
        {
            throw PickleFault.Structure(_entry, _start, $"The object of class {bare.ClassName} is used before it has a state, expected BUILD first.");
        }

        value.Sealed = true;
    }

    private void Append(ImmutableArray<PickleValue> items)
    {
        var list = Top<PickleList>("a list that nothing refers to yet");
        list.Append(items);
        Check(list);
    }

    private void SetItems(ImmutableArray<PickleValue> items)
    {
        var dict = Top<PickleDict>("a dictionary that nothing refers to yet");
        if (items.Length % 2 != 0)
        {
            throw PickleFault.Structure(_entry, _start, $"Found {items.Length} keys and values, expected an even number.");
        }

        var entries = ImmutableArray.CreateBuilder<KeyValuePair<PickleValue, PickleValue>>(items.Length / 2);
        for (var i = 0; i < items.Length; i += 2)
        {
            entries.Add(KeyValuePair.Create(items[i], items[i + 1]));
        }

        dict.Append(entries.MoveToImmutable());
        Check(dict);
    }

    private void NewObject()
    {
        var operands = PopLast(2);
        Push(operands is [PickleGlobal type, PickleTuple { Items.IsEmpty: true }]
            ? new PickleObject(type)
            : throw PickleFault.Structure(_entry, _start, $"Found an object made of {Describe(operands[0])} and {Describe(operands[1])}, expected a class and an empty tuple."));
    }

    private void Build()
    {
        var state = Pop();
        var built = Top<PickleObject>("an object that nothing refers to yet");
        if (built.IsBuilt)
        {
            throw PickleFault.Structure(_entry, _start, $"The object of class {built.ClassName} gets a second state, expected one.");
        }

        built.Build(state);
        Check(built);
    }

    private void Reduce()
    {
        var operands = PopLast(2);
        Push(operands[0] is PickleGlobal callable
            ? new PickleReduce(callable, operands[1])
            : throw PickleFault.Structure(_entry, _start, $"Found a call of {Describe(operands[0])}, expected a call of a global."));
    }

    private void Put(uint index)
    {
        Require(1);
        var value = _stack[^1];
        if (value.Memo == MemoPut.Never)
        {
            var isEmpty = value is PickleList { IsFilled: false } or PickleDict { IsFilled: false } or PickleObject { IsBuilt: false };
            value.Memo = isEmpty ? MemoPut.Empty : MemoPut.Complete;
        }

        _memo[index] = value;
    }

    private void Get(uint index)
    {
        if (!_memo.TryGetValue(index, out var value))
        {
            throw PickleFault.Structure(_entry, _start, $"Found a reference to the memo's value {index}, expected one that was put there before.");
        }

        // A list or an object that refers to itself would never become complete.
        Seal(value);
        Push(value);
    }

    private static string Describe(PickleValue value) => value.GetType().Name["Pickle".Length..].ToUpperInvariant();
}
