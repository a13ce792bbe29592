using System.Collections.Immutable;
using System.Runtime.InteropServices;

namespace MPruner.Core.Ports;

/// <summary>A dense array as plain data. It crosses ports instead of a tensor.</summary>
/// <param name="Type">The element type.</param>
/// <param name="Shape">The size of each dimension; empty for a scalar.</param>
/// <param name="Data">The elements, row-major, little-endian.</param>
public sealed record NumericArray(ElementType Type, ImmutableArray<long> Shape, ReadOnlyMemory<byte> Data)
{
    /// <summary>The number of elements.</summary>
    public long Count => Shape.Aggregate(1L, (product, size) => product * size);

    /// <summary>Formats the type and the shape for messages: <c>uint8[512, 1, 28, 28]</c>.</summary>
    public string Describe() => ArrayDescription.Of(Type, Shape);

    /// <summary>Creates an array of 32-bit floats.</summary>
    public static NumericArray Of(ReadOnlySpan<float> values, params ReadOnlySpan<long> shape) =>
        new(ElementType.Float32, [.. shape], MemoryMarshal.AsBytes(values).ToArray());

    /// <summary>Creates an array of 64-bit integers.</summary>
    public static NumericArray Of(ReadOnlySpan<long> values, params ReadOnlySpan<long> shape) =>
        new(ElementType.Int64, [.. shape], MemoryMarshal.AsBytes(values).ToArray());

    /// <summary>Creates an array of floating-point numbers, rounded to the element type.</summary>
    /// <exception cref="NotSupportedException">The element type is not a real floating-point type.</exception>
    public static NumericArray Of(ElementType type, ReadOnlySpan<double> values, params ReadOnlySpan<long> shape)
    {
        var bytes = type switch
        {
            ElementType.Float64 => MemoryMarshal.AsBytes(values).ToArray(),
            ElementType.Float32 => Bytes(values, value => (float)value),
            ElementType.Float16 => Bytes(values, value => (Half)value),
            ElementType.BFloat16 => Bytes(values, value => ToBFloat16((float)value)),
            _ => throw new NotSupportedException($"{type} is not a floating-point type."),
        };
        return new(type, [.. shape], bytes);
    }

    /// <summary>Converts the elements to doubles; a bool becomes 0 or 1.</summary>
    /// <exception cref="NotSupportedException">The element type is complex or quantised.</exception>
    public double[] ToDoubles()
    {
        var values = new double[Count];
        var bytes = Data.Span;
        switch (Type)
        {
            case ElementType.UInt8 or ElementType.Bool: Convert<byte>(bytes, values); break;
            case ElementType.Int8: Convert<sbyte>(bytes, values); break;
            case ElementType.Int16: Convert<short>(bytes, values); break;
            case ElementType.Int32: Convert<int>(bytes, values); break;
            case ElementType.Int64: Convert<long>(bytes, values); break;
            case ElementType.Float16: Convert<Half>(bytes, values); break;
            case ElementType.Float32: Convert<float>(bytes, values); break;
            case ElementType.Float64: Convert<double>(bytes, values); break;
            case ElementType.BFloat16: ConvertBFloat16(bytes, values); break;
            default: throw new NotSupportedException($"{Type} cannot be converted to double.");
        }

        return values;
    }

    private static void Convert<T>(ReadOnlySpan<byte> bytes, double[] values)
        where T : unmanaged, System.Numerics.INumberBase<T>
    {
        var source = MemoryMarshal.Cast<byte, T>(bytes);
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = double.CreateChecked(source[i]);
        }
    }

    private static byte[] Bytes<T>(ReadOnlySpan<double> values, Func<double, T> convert)
        where T : unmanaged
    {
        var converted = new T[values.Length];
        for (var i = 0; i < values.Length; i++)
        {
            converted[i] = convert(values[i]);
        }

        return MemoryMarshal.AsBytes(converted.AsSpan()).ToArray();
    }

    /// <summary>Rounds to nearest, ties to even: adds half a unit in the last place, less one bit if the last place is even.</summary>
    private static ushort ToBFloat16(float value)
    {
        var bits = BitConverter.SingleToUInt32Bits(value);
        return float.IsNaN(value) ? (ushort)0x7FC0 : (ushort)((bits + 0x7FFF + ((bits >> 16) & 1)) >> 16);
    }

    private static void ConvertBFloat16(ReadOnlySpan<byte> bytes, double[] values)
    {
        var source = MemoryMarshal.Cast<byte, ushort>(bytes);
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = BitConverter.UInt32BitsToSingle((uint)source[i] << 16);
        }
    }
}

/// <summary>Formats the type and the shape of arrays for messages.</summary>
public static class ArrayDescription
{
    /// <summary>Formats a type and a shape: <c>float32[64, 3, 224, 224]</c>.</summary>
    public static string Of(ElementType type, IEnumerable<long> shape)
    {
        var name = type.ToString();
        return $"{char.ToLowerInvariant(name[0])}{name[1..]}[{string.Join(", ", shape)}]".Replace("uInt", "uint", StringComparison.Ordinal);
    }
}
