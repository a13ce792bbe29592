using System.Buffers;
using System.Buffers.Binary;
using System.Diagnostics;
using System.Text;

namespace MPruner.TorchScript.Pickle;

/// <summary>Writes a graph of values like libtorch. Values that were read and not changed are written byte for byte.</summary>
public sealed class PickleWriter
{
    private readonly ArrayBufferWriter<byte> _output = new();
    private readonly Dictionary<PickleValue, int> _memo = new(ReferenceEqualityComparer.Instance);
    private readonly HashSet<PickleValue> _shared;

    private PickleWriter(HashSet<PickleValue> shared) => _shared = shared;

    /// <summary>Writes a value and everything that it holds.</summary>
    /// <remarks>
    /// A value is written in full where it first occurs. Further occurrences refer to the memo.
    /// </remarks>
    /// <exception cref="TorchScriptException">The graph is nested too deeply to be read again (<c>MPR1103</c>).</exception>
    public static byte[] Write(PickleValue value)
    {
        if (value.Height > PickleReader.MaximalHeight)
        {
            throw PickleFault.Limit("", -1, $"Values are nested {value.Height} deep, expected at most {PickleReader.MaximalHeight}.");
        }

        var writer = new PickleWriter(FindShared(value));
        writer.Op(PickleOpcode.Protocol);
        writer.Byte(2);
        writer.Visit(value);
        writer.Op(PickleOpcode.Stop);
        return writer._output.WrittenSpan.ToArray();
    }

    /// <summary>The values that occur more than once. If the source did not put them into the memo, an edit made them shared.</summary>
    private static HashSet<PickleValue> FindShared(PickleValue root)
    {
        var seen = new HashSet<PickleValue>(ReferenceEqualityComparer.Instance);
        var shared = new HashSet<PickleValue>(ReferenceEqualityComparer.Instance);
        var open = new Stack<PickleValue>([root]);
        while (open.TryPop(out var value))
        {
            if (!seen.Add(value))
            {
                shared.Add(value);
                continue;
            }

            foreach (var child in value.Children)
            {
                open.Push(child);
            }
        }

        return shared;
    }

    private void Visit(PickleValue value)
    {
        if (_memo.TryGetValue(value, out var index))
        {
            Numbered(index, PickleOpcode.BinGet, PickleOpcode.LongBinGet);
            return;
        }

        var put = value.Memo;
        if (put == MemoPut.Never && _shared.Contains(value) && value is not (PickleNone or PickleBool or PickleInt or PickleFloat))
        {
            put = MemoPut.Complete;
        }

        Open(value);
        PutIf(put == MemoPut.Empty, value);
        Fill(value);
        PutIf(put == MemoPut.Complete, value);
    }

    private void PutIf(bool condition, PickleValue value)
    {
        if (condition)
        {
            Numbered(_memo.Count, PickleOpcode.BinPut, PickleOpcode.LongBinPut);
            _memo.Add(value, _memo.Count);
        }
    }

    /// <summary>Writes a value; for a list, a dictionary or an object only its empty shell.</summary>
    private void Open(PickleValue value)
    {
        switch (value)
        {
            case PickleNone: Op(PickleOpcode.None); break;
            case PickleBool flag: Op(flag.Value ? PickleOpcode.NewTrue : PickleOpcode.NewFalse); break;
            case PickleInt number: Int(number); break;
            case PickleFloat number: Op(PickleOpcode.BinFloat); BinaryPrimitives.WriteDoubleBigEndian(Space(8), number.Value); break;
            case PickleString text: String(text); break;
            case PickleGlobal global: Op(PickleOpcode.Global); Bytes(Encoding.UTF8.GetBytes($"{global.Module}\n{global.Name}\n")); break;
            case PickleTuple tuple: Tuple(tuple); break;
            case PickleList: Op(PickleOpcode.EmptyList); break;
            case PickleDict: Op(PickleOpcode.EmptyDict); break;
            case PickleObject made: Visit(made.Class); Op(PickleOpcode.EmptyTuple); Op(PickleOpcode.NewObject); break;
            case PickleReduce call: Visit(call.Callable); Visit(call.Arguments); Op(PickleOpcode.Reduce); break;
            case PicklePersistentId reference: Visit(reference.Id); Op(PickleOpcode.BinPersistentId); break;
            default: throw new UnreachableException();
        }
    }

    private void Fill(PickleValue value)
    {
        switch (value)
        {
            case PickleList { IsFilled: true }: Marked(value, PickleOpcode.Appends); break;
            case PickleDict { IsFilled: true }: Marked(value, PickleOpcode.SetItems); break;
            case PickleObject made: Visit(made.State); Op(PickleOpcode.Build); break;
            default: break;
        }
    }

    private void Marked(PickleValue value, PickleOpcode end)
    {
        Op(PickleOpcode.Mark);
        foreach (var child in value.Children)
        {
            Visit(child);
        }

        Op(end);
    }

    private void Tuple(PickleTuple tuple)
    {
        if (tuple.IsMarked || tuple.Items.Length > 3)
        {
            Marked(tuple, PickleOpcode.Tuple);
            return;
        }

        foreach (var item in tuple.Items)
        {
            Visit(item);
        }

        Op(tuple.Items.Length switch
        {
            0 => PickleOpcode.EmptyTuple,
            1 => PickleOpcode.Tuple1,
            2 => PickleOpcode.Tuple2,
            _ => PickleOpcode.Tuple3,
        });
    }

    private void Int(PickleInt number)
    {
        var value = number.Value;
        if (number.LongBytes == 0 && value is >= 0 and <= byte.MaxValue)
        {
            Op(PickleOpcode.BinInt1);
            Byte((byte)value);
        }
        else if (number.LongBytes == 0 && value is >= 0 and <= ushort.MaxValue)
        {
            Op(PickleOpcode.BinInt2);
            BinaryPrimitives.WriteUInt16LittleEndian(Space(2), (ushort)value);
        }
        else if (number.LongBytes == 0 && value is >= int.MinValue and <= int.MaxValue)
        {
            Op(PickleOpcode.BinInt);
            BinaryPrimitives.WriteInt32LittleEndian(Space(4), (int)value);
        }
        else
        {
            Span<byte> bytes = stackalloc byte[8];
            BinaryPrimitives.WriteInt64LittleEndian(bytes, value);
            var length = number.LongBytes == 0 ? 8 : number.LongBytes;
            Op(PickleOpcode.Long1);
            Byte((byte)length);
            Bytes(bytes[..length]);
        }
    }

    private void String(PickleString text)
    {
        var bytes = text.RawBytes ?? Encoding.UTF8.GetBytes(text.Value);
        Op(PickleOpcode.BinUnicode);
        BinaryPrimitives.WriteInt32LittleEndian(Space(4), bytes.Length);
        Bytes(bytes.Span);
    }

    private void Numbered(int index, PickleOpcode shortForm, PickleOpcode longForm)
    {
        if (index <= byte.MaxValue)
        {
            Op(shortForm);
            Byte((byte)index);
        }
        else
        {
            Op(longForm);
            BinaryPrimitives.WriteInt32LittleEndian(Space(4), index);
        }
    }

    private void Op(PickleOpcode opcode) => Byte((byte)opcode);

    private void Byte(byte value) => Space(1)[0] = value;

    private void Bytes(ReadOnlySpan<byte> bytes) => bytes.CopyTo(Space(bytes.Length));

    private Span<byte> Space(int length)
    {
        var span = _output.GetSpan(length)[..length];
        _output.Advance(length);
        return span;
    }
}
