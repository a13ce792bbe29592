using System.Diagnostics;
using TorchSharp.Interop;

namespace TorchSharp;

/// <summary>A number whose type travels with it.</summary>
public sealed class Scalar : IDisposable
{
    private readonly long _bits;

    private Scalar(torch.ScalarType type, long bits)
    {
        Type = type;
        _bits = bits;
    }

    /// <summary>The .NET type that it was made from.</summary>
    public torch.ScalarType Type { get; }

    internal bool IsReal => Type is torch.ScalarType.Float32 or torch.ScalarType.Float64;

    internal double AsDouble => IsReal ? BitConverter.Int64BitsToDouble(_bits) : _bits;

    internal long AsLong => IsReal ? (long)BitConverter.Int64BitsToDouble(_bits) : _bits;

    public static implicit operator Scalar(byte value) => new(torch.ScalarType.Byte, value);

    public static implicit operator Scalar(sbyte value) => new(torch.ScalarType.Int8, value);

    public static implicit operator Scalar(short value) => new(torch.ScalarType.Int16, value);

    public static implicit operator Scalar(int value) => new(torch.ScalarType.Int32, value);

    public static implicit operator Scalar(long value) => new(torch.ScalarType.Int64, value);

    public static implicit operator Scalar(float value) => new(torch.ScalarType.Float32, BitConverter.DoubleToInt64Bits(value));

    public static implicit operator Scalar(double value) => new(torch.ScalarType.Float64, BitConverter.DoubleToInt64Bits(value));

    public static implicit operator Scalar(bool value) => new(torch.ScalarType.Bool, value ? 1 : 0);

    /// <summary>Nothing to release: the number lives in .NET.</summary>
    public void Dispose()
    {
    }

    internal static Scalar Of(in NativeValue value) => value.Kind switch
    {
        ValueKind.Int => value.Integer,
        ValueKind.Double => value.Real,
        ValueKind.Bool => value.Integer != 0,
        _ => throw new UnreachableException($"The shim returned a {value.Kind} where a number was due."),
    };

    internal Argument AsArgument() => Type switch
    {
        torch.ScalarType.Bool => _bits != 0,
        _ when IsReal => AsDouble,
        _ => _bits,
    };
}

/// <summary>Conversions from and to <see cref="Scalar"/> by name.</summary>
public static class ScalarExtensionMethods
{
    public static Scalar ToScalar(this int value) => value;

    public static Scalar ToScalar(this long value) => value;

    public static Scalar ToScalar(this float value) => value;

    public static Scalar ToScalar(this double value) => value;

    public static Scalar ToScalar(this bool value) => value;

    public static float ToSingle(this Scalar value) => (float)value.AsDouble;

    public static double ToDouble(this Scalar value) => value.AsDouble;

    public static int ToInt32(this Scalar value) => checked((int)value.AsLong);

    public static long ToInt64(this Scalar value) => value.AsLong;

    public static bool ToBoolean(this Scalar value) => value.AsDouble != 0;
}
