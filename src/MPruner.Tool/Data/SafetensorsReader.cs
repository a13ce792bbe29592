using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Text;
using MPruner.Core.Ports;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace MPruner.Tool.Data;

/// <summary>Reads a <c>.safetensors</c> file: an eight-byte length, a JSON header, then the arrays without gaps.</summary>
internal static class SafetensorsReader
{
    private const int MaximumHeader = 16 << 20;

    /// <summary>Finds every array, in the header's order.</summary>
    public static ImmutableArray<StoredArray> Read(DataFileScope scope)
    {
        Span<byte> prefix = stackalloc byte[8];
        scope.Whole.Read(0, prefix);
        var headerLength = BinaryPrimitives.ReadInt64LittleEndian(prefix);
        if (headerLength is < 2 or > MaximumHeader || headerLength > scope.Whole.Length - prefix.Length)
        {
            throw DataFault.Damaged(
                scope.Path, $"its header claims {unchecked((ulong)headerLength)} bytes; the file has {scope.Whole.Length}.");
        }

        var text = new byte[headerLength];
        scope.Whole.Read(prefix.Length, text);
        var start = prefix.Length + headerLength;
        var data = scope.Whole.Slice(start, scope.Whole.Length - start);
        var arrays = ImmutableArray.CreateBuilder<StoredArray>();
        var spans = new List<(long Begin, long End, string Name)>();
        foreach (var property in ParseHeader(scope.Path, text).Properties().Where(property => property.Name != "__metadata__"))
        {
            var (header, begin, end) = ReadArray(scope.Path, property.Name, property.Value);
            spans.Add((begin, end, property.Name));
            if (begin > end || end > data.Length)
            {
                throw DataFault.Damaged(
                    scope.Path, $"array '{property.Name}' is at bytes {begin} to {end}; there are {data.Length} bytes of data.");
            }

            arrays.Add(new StoredArray(header, BigEndian: false, data.Slice(begin, end - begin)));
        }

        CheckWithoutGaps(scope.Path, spans, data.Length);
        return arrays.ToImmutable();
    }

    private static JObject ParseHeader(string file, byte[] text)
    {
        try
        {
            using var reader = new JsonTextReader(new StringReader(new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(text)))
            {
                MaxDepth = 4,
                DateParseHandling = DateParseHandling.None,
            };
            var header = JObject.Load(reader, new JsonLoadSettings { DuplicatePropertyNameHandling = DuplicatePropertyNameHandling.Error });
            return reader.Read() ? throw DataFault.Damaged(file, "something follows the header's JSON object.") : header;
        }
        catch (Exception exception) when (exception is JsonException or DecoderFallbackException)
        {
            throw DataFault.Damaged(file, $"its header is not JSON: {exception.Message}", exception);
        }
    }

    private static (ArrayHeader Header, long Begin, long End) ReadArray(string file, string name, JToken value)
    {
        if (value is not JObject { Count: 3 } entry || entry["dtype"] is not JValue { Value: string dtype }
            || Numbers(entry["shape"]) is not { } shape || Numbers(entry["data_offsets"]) is not [var begin, var end])
        {
            throw DataFault.BadHeader(file, name, "its entry is not {dtype, shape, data_offsets: [begin, end]}.");
        }

        ElementType? type = dtype switch
        {
            "BOOL" => ElementType.Bool,
            "U8" => ElementType.UInt8,
            "I8" => ElementType.Int8,
            "I16" => ElementType.Int16,
            "I32" => ElementType.Int32,
            "I64" => ElementType.Int64,
            "F16" => ElementType.Float16,
            "BF16" => ElementType.BFloat16,
            "F32" => ElementType.Float32,
            "F64" => ElementType.Float64,
            _ => null,
        };
        if (type is not { } known)
        {
            const string Advice = "Convert it before saving, for example to int64 or float32.";
            throw DataFault.UnsupportedType(file, name, $"elements of type {dtype}", Advice);
        }

        try
        {
            var length = shape.Aggregate((long)known.Size(), (product, size) => checked(product * size));
            var header = new ArrayHeader(name, known, shape);
            return length == end - begin ? (header, begin, end) : throw DataFault.WrongSize(file, header, length, end - begin);
        }
        catch (OverflowException)
        {
            throw DataFault.BadHeader(file, name, $"the shape [{string.Join(", ", shape)}] is larger than any file.");
        }
    }

    private static ImmutableArray<long>? Numbers(JToken? token) =>
        token is JArray array && array.All(item => item is JValue { Value: long and >= 0 })
            ? [.. array.Select(item => (long)((JValue)item).Value!)]
            : null;

    private static void CheckWithoutGaps(string file, List<(long Begin, long End, string Name)> spans, long length)
    {
        spans.Sort();
        long reached = 0;
        foreach (var (begin, end, name) in spans)
        {
            if (begin != reached)
            {
                var fault = begin < reached ? "overlaps another one" : "leaves a gap before it";
                throw DataFault.Damaged(file, $"array '{name}' {fault}, at byte {begin}.");
            }

            reached = end;
        }

        if (reached != length)
        {
            throw DataFault.Damaged(file, $"the arrays end at byte {reached}, the data at {length}.");
        }
    }
}
