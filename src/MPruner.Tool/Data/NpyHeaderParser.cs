using System.Collections.Immutable;
using System.Globalization;
using MPruner.Core.Ports;

namespace MPruner.Tool.Data;

/// <summary>Reads the one Python dictionary that a <c>.npy</c> header may be, and nothing else of Python.</summary>
/// <remarks>numpy.lib.format: the keys are exactly <c>descr</c>, <c>fortran_order</c> and <c>shape</c>.</remarks>
internal ref struct NpyHeaderParser(string file, string array, ReadOnlySpan<char> text)
{
    private const int MaximumRank = 32;
    private ReadOnlySpan<char> rest = text;

    /// <summary>Parses the whole header.</summary>
    /// <exception cref="ToolException"><c>MPR3104</c> malformed, <c>MPR3105</c> a type without a counterpart.</exception>
    public NpyHeader Parse()
    {
        (ElementType Type, bool BigEndian)? type = null;
        bool? fortran = null;
        ImmutableArray<long>? shape = null;

        Expect('{');
        while (!Accept('}'))
        {
            var key = ParseString();
            Expect(':');
            switch (key)
            {
                case "descr" when type is null: type = ParseType(); break;
                case "fortran_order" when fortran is null: fortran = ParseBool(); break;
                case "shape" when shape is null: shape = ParseShape(); break;
                default: throw Fault($"the header has the key '{key}' unexpectedly or twice.");
            }

            if (!Accept(','))
            {
                Expect('}');
                break;
            }
        }

        if (!rest.Trim(" \n\0").IsEmpty)
        {
            throw Fault("something follows the header's closing brace.");
        }

        return type is { } found && fortran is { } order && shape is { } sizes
            ? new NpyHeader(found.Type, found.BigEndian, order, sizes)
            : throw Fault("the header lacks one of descr, fortran_order and shape.");
    }

    private (ElementType Type, bool BigEndian) ParseType()
    {
        SkipSpace();
        if (rest is ['[', ..])
        {
            throw DataFault.UnsupportedType(file, array, "structured records", "Save each field as an array of its own.");
        }

        var descr = ParseString();
        if (descr.Length < 2 || !"<>|=".Contains(descr[0], StringComparison.Ordinal))
        {
            throw Fault($"the element type '{descr}' is malformed.");
        }

        ElementType? type = descr.AsSpan(1) switch
        {
            "b1" => ElementType.Bool,
            "u1" => ElementType.UInt8,
            "i1" => ElementType.Int8,
            "i2" => ElementType.Int16,
            "i4" => ElementType.Int32,
            "i8" => ElementType.Int64,
            "f2" => ElementType.Float16,
            "f4" => ElementType.Float32,
            "f8" => ElementType.Float64,
            _ => null,
        };
        return type is { } known ? (known, descr[0] == '>') : throw Unsupported(descr);
    }

    private readonly ToolException Unsupported(string descr)
    {
        var (type, advice) = descr[1] switch
        {
            'O' => ("Python objects (a pickle, which is never read)", "Save a plain array: numpy.asarray(x, dtype='float32')."),
            'u' when descr.Length > 2 => (
                $"unsigned integers of {descr[2..]} bytes, which the engine does not have",
                "Convert it before saving: x.astype('int64')."),
            'S' or 'U' => ("text", "Save numbers, or leave the array out."),
            _ => ($"elements of type '{descr}'", "Convert it before saving: x.astype('float32')."),
        };
        return DataFault.UnsupportedType(file, array, type, advice);
    }

    private bool ParseBool()
    {
        SkipSpace();
        foreach (var (word, value) in (ReadOnlySpan<(string, bool)>)[("True", true), ("False", false)])
        {
            if (rest.StartsWith(word, StringComparison.Ordinal))
            {
                rest = rest[word.Length..];
                return value;
            }
        }

        throw Fault("fortran_order is neither True nor False.");
    }

    private ImmutableArray<long> ParseShape()
    {
        var sizes = ImmutableArray.CreateBuilder<long>();
        Expect('(');
        while (!Accept(')'))
        {
            SkipSpace();
            var digits = rest.IndexOfAnyExceptInRange('0', '9');
            if (digits <= 0 || !long.TryParse(rest[..digits], NumberStyles.None, CultureInfo.InvariantCulture, out var size))
            {
                throw Fault("the shape holds something other than sizes.");
            }

            rest = rest[digits..];
            _ = Accept('L'); // Python 2 wrote long integers this way.
            sizes.Add(size);
            if (sizes.Count > MaximumRank)
            {
                throw Fault($"the shape has more than {MaximumRank} dimensions.");
            }

            if (!Accept(','))
            {
                Expect(')');
                if (sizes.Count == 1)
                {
                    throw Fault("the shape is a number in parentheses, not a tuple.");
                }

                break;
            }
        }

        return sizes.ToImmutable();
    }

    private string ParseString()
    {
        SkipSpace();
        if (rest is not [('\'' or '"') and var quote, ..] || rest[1..].IndexOf(quote) is not (>= 0 and <= 64 and var length))
        {
            throw Fault("a quoted name was expected in the header.");
        }

        var value = rest.Slice(1, length).ToString();
        rest = rest[(length + 2)..];
        return value;
    }

    private bool Accept(char expected)
    {
        SkipSpace();
        if (rest.IsEmpty || rest[0] != expected)
        {
            return false;
        }

        rest = rest[1..];
        return true;
    }

    private void Expect(char expected)
    {
        if (!Accept(expected))
        {
            var found = rest.IsEmpty ? "the end" : $"'{rest[0]}'";
            throw Fault($"'{expected}' was expected in the header, but {found} is there.");
        }
    }

    private void SkipSpace() => rest = rest.TrimStart(' ');

    private readonly ToolException Fault(string finding) => DataFault.BadHeader(file, array, finding);
}
