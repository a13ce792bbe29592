using System.Buffers.Binary;
using System.Text;

namespace MPruner.TorchScript.Pickle;

/// <summary>The bytes of a pickle, read from front to back, one opcode and its operands at a time.</summary>
/// <param name="bytes">The pickle, up to and including its STOP.</param>
/// <param name="entry">The archive entry, for messages.</param>
internal sealed class PickleInput(ReadOnlyMemory<byte> bytes, string entry)
{
    private const int MaximalNameLength = 4096;

    private static readonly UTF8Encoding StrictUtf8 = new(false, true);

    private int _at;
    private int _opcodeStart;

    /// <summary>Reads PROTO; only protocol 2 is accepted.</summary>
    public void ReadProtocol()
    {
        if (bytes.Span is not [(byte)PickleOpcode.Protocol, 2, ..])
        {
            throw PickleFault.Opcode(entry, 0, "The pickle does not start with protocol 2 (80 02), expected protocol 2.");
        }

        _at = 2;
    }

    /// <summary>Reads the next opcode; errors in its operands or on the stack are reported at its offset.</summary>
    public PickleOpcode ReadOpcode()
    {
        _opcodeStart = _at;
        return (PickleOpcode)ReadByte();
    }

    public byte ReadByte() => Take(1)[0];

    public ushort ReadUInt16() => BinaryPrimitives.ReadUInt16LittleEndian(Take(2));

    public int ReadInt32() => BinaryPrimitives.ReadInt32LittleEndian(Take(4));

    public uint ReadUInt32() => BinaryPrimitives.ReadUInt32LittleEndian(Take(4));

    public double ReadDouble() => BinaryPrimitives.ReadDoubleBigEndian(Take(8));

    /// <summary>Reads the operand of LONG1: a length, and as many bytes in two's complement.</summary>
    public PickleInt ReadLong()
    {
        int length = ReadByte();
        if (length is 0 or > 8)
        {
            throw Opcode($"Found an integer of {length} bytes, expected 1 to 8.");
        }

        var operand = Take(length);
        var value = (long)(sbyte)operand[^1];
        for (var i = length - 2; i >= 0; i--)
        {
            value = (value << 8) | operand[i];
        }

        return new PickleInt(value) { LongBytes = length };
    }

    /// <summary>Reads a string, which starts with its length.</summary>
    public PickleString ReadString()
    {
        long length = ReadUInt32();
        var from = _at;
        var text = Take(length);
        try
        {
            return new PickleString(StrictUtf8.GetString(text));
        }
        catch (DecoderFallbackException)
        {
            return new PickleString(Encoding.UTF8.GetString(text)) { RawBytes = bytes.Slice(from, (int)length) };
        }
    }

    /// <summary>Reads a module and a name, each on a line of its own. Only allowed globals are accepted.</summary>
    public PickleGlobal ReadGlobal()
    {
        var module = ReadLine();
        var name = ReadLine();
        return PickleGlobals.Allows(module, name)
            ? new PickleGlobal(module, name)
            : throw PickleFault.DisallowedGlobal(entry, _opcodeStart, $"{module}.{name}");
    }

    /// <summary>Checks that nothing follows STOP.</summary>
    public void ExpectEnd()
    {
        if (_at != bytes.Length)
        {
            throw PickleFault.Structure(entry, _at, $"{bytes.Length - _at} bytes follow the pickle's STOP, expected none.");
        }
    }

    /// <summary>The error for an opcode or operand that TorchScript files do not use.</summary>
    public TorchScriptException Opcode(string finding) => PickleFault.Opcode(entry, _opcodeStart, finding);

    /// <summary>The error for an opcode that does not fit the stack or the memo.</summary>
    public TorchScriptException Structure(string finding) => PickleFault.Structure(entry, _opcodeStart, finding);

    /// <summary>The error for a pickle that is too large or too deep.</summary>
    public TorchScriptException Limit(string finding) => PickleFault.Limit(entry, _opcodeStart, finding);

    private string ReadLine()
    {
        var left = bytes.Span[_at..];
        var end = left[..Math.Min(left.Length, MaximalNameLength)].IndexOf((byte)'\n');
        if (end < 0)
        {
            throw PickleFault.Truncated(entry, _at, $"A global's name does not end, expected a line end within {MaximalNameLength} bytes.");
        }

        try
        {
            var line = StrictUtf8.GetString(left[..end]);
            _at += end + 1;
            return line;
        }
        catch (DecoderFallbackException)
        {
            throw PickleFault.Opcode(entry, _at, "A global's name is not UTF-8, expected UTF-8.");
        }
    }

    private ReadOnlySpan<byte> Take(long count)
    {
        var left = bytes.Length - _at;
        if (count > left)
        {
            throw PickleFault.Truncated(entry, _at, $"The pickle ends after {left} of {count} bytes, expected all of them and a STOP.");
        }

        var span = bytes.Span.Slice(_at, (int)count);
        _at += (int)count;
        return span;
    }
}
