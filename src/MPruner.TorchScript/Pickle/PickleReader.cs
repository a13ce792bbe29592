using System.Collections.Immutable;

namespace MPruner.TorchScript.Pickle;

/// <summary>Reads a pickle of protocol 2 into a graph of values. Names stay names: nothing is imported, called or built.</summary>
public sealed class PickleReader
{
    /// <summary>The maximum depth of a graph, so that code may walk it recursively. A module takes three levels.</summary>
    internal const int MaximalHeight = 500;

    /// <summary>The maximum number of values: a large model has a few hundred thousand.</summary>
    internal const int MaximalValues = 10_000_000;

    private readonly PickleInput _input;
    private readonly PickleStack _stack;
    private readonly Dictionary<uint, PickleValue> _memo = [];

    private PickleReader(PickleInput input)
    {
        _input = input;
        _stack = new PickleStack(input);
    }

    /// <summary>Reads a whole entry.</summary>
    /// <param name="bytes">The pickle, up to and including its STOP.</param>
    /// <param name="entryName">The entry's name, for messages.</param>
    /// <exception cref="TorchScriptException">The pickle is malformed or hostile (<c>MPR1101</c> to <c>MPR1105</c>).</exception>
    public static PickleValue Read(ReadOnlyMemory<byte> bytes, string entryName) =>
        new PickleReader(new PickleInput(bytes, entryName)).ReadAll();

    private PickleValue ReadAll()
    {
        _input.ReadProtocol();
        for (var opcode = _input.ReadOpcode(); opcode != PickleOpcode.Stop; opcode = _input.ReadOpcode())
        {
            Execute(opcode);
        }

        _input.ExpectEnd();
        var root = _stack.Pop();
        _stack.ExpectEmpty();
        return root;
    }

    private void Execute(PickleOpcode opcode)
    {
        switch (opcode)
        {
            case PickleOpcode.Mark: _stack.Mark(); break;
            case PickleOpcode.None: _stack.Push(new PickleNone()); break;
            case PickleOpcode.NewTrue: _stack.Push(new PickleBool(true)); break;
            case PickleOpcode.NewFalse: _stack.Push(new PickleBool(false)); break;
            case PickleOpcode.BinInt1: _stack.Push(new PickleInt(_input.ReadByte())); break;
            case PickleOpcode.BinInt2: _stack.Push(new PickleInt(_input.ReadUInt16())); break;
            case PickleOpcode.BinInt: _stack.Push(new PickleInt(_input.ReadInt32())); break;
            case PickleOpcode.Long1: _stack.Push(_input.ReadLong()); break;
            case PickleOpcode.BinFloat: _stack.Push(new PickleFloat(_input.ReadDouble())); break;
            case PickleOpcode.BinUnicode: _stack.Push(_input.ReadString()); break;
            case PickleOpcode.Global: _stack.Push(_input.ReadGlobal()); break;
            case PickleOpcode.EmptyTuple: _stack.Push(new PickleTuple([])); break;
            case PickleOpcode.Tuple1: _stack.Push(new PickleTuple(_stack.PopLast(1))); break;
            case PickleOpcode.Tuple2: _stack.Push(new PickleTuple(_stack.PopLast(2))); break;
            case PickleOpcode.Tuple3: _stack.Push(new PickleTuple(_stack.PopLast(3))); break;
            case PickleOpcode.Tuple: _stack.Push(new PickleTuple(_stack.PopToMark()) { IsMarked = true }); break;
            case PickleOpcode.EmptyList: _stack.Push(new PickleList()); break;
            case PickleOpcode.Append: Append(_stack.PopLast(1)); break;
            case PickleOpcode.Appends: Append(_stack.PopToMark()); break;
            case PickleOpcode.EmptyDict: _stack.Push(new PickleDict()); break;
            case PickleOpcode.SetItem: SetItems(_stack.PopLast(2)); break;
            case PickleOpcode.SetItems: SetItems(_stack.PopToMark()); break;
            case PickleOpcode.NewObject: NewObject(); break;
            case PickleOpcode.Build: Build(); break;
            case PickleOpcode.Reduce: Reduce(); break;
            case PickleOpcode.BinPersistentId: _stack.Push(new PicklePersistentId(_stack.Pop())); break;
            case PickleOpcode.BinPut: Put(_input.ReadByte()); break;
            case PickleOpcode.LongBinPut: Put(_input.ReadUInt32()); break;
            case PickleOpcode.BinGet: Get(_input.ReadByte()); break;
            case PickleOpcode.LongBinGet: Get(_input.ReadUInt32()); break;
            default: throw _input.Opcode($"Found the opcode 0x{(byte)opcode:X2}, expected one that TorchScript writes (protocol 2).");
        }
    }

    private void Append(ImmutableArray<PickleValue> items)
    {
        var list = _stack.PeekOpen<PickleList>("a list that nothing refers to yet");
        list.Append(items);
        _stack.CheckHeight(list);
    }

    private void SetItems(ImmutableArray<PickleValue> items)
    {
        var dict = _stack.PeekOpen<PickleDict>("a dictionary that nothing refers to yet");
        if (items.Length % 2 != 0)
        {
            throw _input.Structure($"Found {items.Length} keys and values, expected an even number.");
        }

        var entries = ImmutableArray.CreateBuilder<KeyValuePair<PickleValue, PickleValue>>(items.Length / 2);
        for (var i = 0; i < items.Length; i += 2)
        {
            entries.Add(KeyValuePair.Create(items[i], items[i + 1]));
        }

        dict.Append(entries.MoveToImmutable());
        _stack.CheckHeight(dict);
    }

    private void NewObject()
    {
        var operands = _stack.PopLast(2);
        if (operands is not [PickleGlobal type, PickleTuple { Items.IsEmpty: true }])
        {
            var (found, arguments) = (PickleStack.Describe(operands[0]), PickleStack.Describe(operands[1]));
            throw _input.Structure($"Found an object made of {found} and {arguments}, expected a class and an empty tuple.");
        }

        _stack.Push(new PickleObject(type));
    }

    private void Build()
    {
        var state = _stack.Pop();
        var built = _stack.PeekOpen<PickleObject>("an object that nothing refers to yet");
        if (built.IsBuilt)
        {
            throw _input.Structure($"The object of class {built.ClassName} gets a second state, expected only one.");
        }

        built.Build(state);
        _stack.CheckHeight(built);
    }

    private void Reduce()
    {
        var operands = _stack.PopLast(2);
        _stack.Push(operands[0] is PickleGlobal callable
            ? new PickleReduce(callable, operands[1])
            : throw _input.Structure($"Found a call of {PickleStack.Describe(operands[0])}, expected a call of a global."));
    }

    private void Put(uint index)
    {
        var value = _stack.Peek();
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
            throw _input.Structure($"Found a reference to the memo's value {index}, expected one that was put there before.");
        }

        // A list or an object that refers to itself would never become complete.
        _stack.Seal(value);
        _stack.Push(value);
    }
}
