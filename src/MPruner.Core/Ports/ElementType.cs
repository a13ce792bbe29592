using System.Diagnostics;

namespace MPruner.Core.Ports;

/// <summary>The element type of an array. The values are those of PyTorch's scalar types.</summary>
public enum ElementType
{
    /// <summary>Unsigned 8-bit integer.</summary>
    UInt8 = 0,

    /// <summary>Signed 8-bit integer.</summary>
    Int8 = 1,

    /// <summary>Signed 16-bit integer.</summary>
    Int16 = 2,

    /// <summary>Signed 32-bit integer.</summary>
    Int32 = 3,

    /// <summary>Signed 64-bit integer.</summary>
    Int64 = 4,

    /// <summary>IEEE binary16.</summary>
    Float16 = 5,

    /// <summary>IEEE binary32.</summary>
    Float32 = 6,

    /// <summary>IEEE binary64.</summary>
    Float64 = 7,

    /// <summary>A complex number of two IEEE binary32.</summary>
    Complex64 = 9,

    /// <summary>A complex number of two IEEE binary64.</summary>
    Complex128 = 10,

    /// <summary>One byte, 0 or 1.</summary>
    Bool = 11,

    /// <summary>Quantised signed 8-bit integer.</summary>
    QInt8 = 12,

    /// <summary>Quantised unsigned 8-bit integer.</summary>
    QUInt8 = 13,

    /// <summary>Quantised signed 32-bit integer.</summary>
    QInt32 = 14,

    /// <summary>bfloat16: the upper 16 bits of an IEEE binary32.</summary>
    BFloat16 = 15,
}

/// <summary>Properties of element types.</summary>
public static class ElementTypes
{
    /// <summary>Whether the elements are real floating-point numbers.</summary>
    public static bool IsFloat(this ElementType type) =>
        type is ElementType.Float16 or ElementType.BFloat16 or ElementType.Float32 or ElementType.Float64;

    /// <summary>The size of one element in bytes.</summary>
    public static int Size(this ElementType type) => type switch
    {
        ElementType.UInt8 or ElementType.Int8 or ElementType.Bool or ElementType.QInt8 or ElementType.QUInt8 => 1,
        ElementType.Int16 or ElementType.Float16 or ElementType.BFloat16 => 2,
        ElementType.Int32 or ElementType.Float32 or ElementType.QInt32 => 4,
        ElementType.Int64 or ElementType.Float64 or ElementType.Complex64 => 8,
        ElementType.Complex128 => 16,
        _ => throw new UnreachableException(),
    };
}
