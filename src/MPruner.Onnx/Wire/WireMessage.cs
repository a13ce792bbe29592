using System.Collections.Immutable;
using MPruner.Onnx.Faults;

namespace MPruner.Onnx.Wire;

/// <summary>
/// A protobuf message as its fields in their order, with their own bytes. So a message that is not edited is written as it was read, with
/// fields that this program does not know.
/// </summary>
/// <param name="Fields">The fields.</param>
internal sealed record WireMessage(ImmutableArray<WireField> Fields)
{
    /// <summary>The number of bytes of the message.</summary>
    public long Length => Fields.Sum(f => (long)f.Raw.Length);

    /// <summary>Reads a message.</summary>
    /// <param name="bytes">Its bytes.</param>
    /// <param name="place">What it is, for messages: <c>graph</c>.</param>
    /// <exception cref="OnnxException"><c>MPR1601</c>: the bytes end too early, or are no message.</exception>
    public static WireMessage Read(ReadOnlyMemory<byte> bytes, string place)
    {
        var fields = ImmutableArray.CreateBuilder<WireField>();
        var reader = new WireReader(bytes, place);
        while (reader.Next() is { } field)
        {
            fields.Add(field);
        }

        return new(fields.DrainToImmutable());
    }

    /// <summary>The last field of a number, which is the one that counts; null if there is none.</summary>
    public WireField? Last(int number) => Fields.LastOrDefault(field => field.Number == number);

    /// <summary>The fields of a number, in order.</summary>
    public IEnumerable<WireField> All(int number) => Fields.Where(field => field.Number == number);

    /// <summary>The text of a field; empty if it is missing.</summary>
    public string Text(int number) => Last(number) is { Kind: WireKind.Bytes } field ? field.Text : "";

    /// <summary>The integer of a field; 0 if it is missing.</summary>
    public long Integer(int number) => Last(number) is { Kind: not WireKind.Bytes } field ? (long)field.Integer : 0;

    /// <summary>The texts of a repeated field.</summary>
    public ImmutableArray<string> Texts(int number) => [.. All(number).Where(f => f.Kind == WireKind.Bytes).Select(f => f.Text)];

    /// <summary>The integers of a repeated field, packed or not.</summary>
    /// <param name="number">The field.</param>
    /// <param name="place">What the message is, for messages.</param>
    public ImmutableArray<long> Integers(int number, string place)
    {
        var values = ImmutableArray.CreateBuilder<long>();
        foreach (var field in All(number))
        {
            if (field.Kind == WireKind.Bytes)
            {
                values.AddRange(new WireReader(field.Payload, place).Varints());
            }
            else
            {
                values.Add((long)field.Integer);
            }
        }

        return values.ToImmutable();
    }

    /// <summary>This message with other fields of a number in place of the old ones: where the first of them was, or at the end.</summary>
    public WireMessage With(int number, params IEnumerable<WireField> values)
    {
        var first = Fields.TakeWhile(field => field.Number != number).Count();
        var others = Fields.RemoveAll(field => field.Number == number);
        return new(others.InsertRange(Math.Min(first, others.Length), values));
    }

    /// <summary>This message with some fields replaced by others, or dropped where the replacement is null.</summary>
    public WireMessage Rewrite(Func<WireField, WireField?> replace) => new([.. Fields.Select(replace).OfType<WireField>()]);

    /// <summary>The message's bytes.</summary>
    public byte[] ToBytes()
    {
        var bytes = new byte[Length];
        var position = 0;
        foreach (var field in Fields)
        {
            field.Raw.Span.CopyTo(bytes.AsSpan(position));
            position += field.Raw.Length;
        }

        return bytes;
    }
}
