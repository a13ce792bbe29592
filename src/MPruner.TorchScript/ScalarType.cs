using System.Diagnostics;

namespace MPruner.TorchScript;

/// <summary>The element type of a tensor, numbered as in PyTorch (<c>c10::ScalarType</c>).</summary>
public enum ScalarType
{
    /// <summary>Unsigned, 8 bits.</summary>
    UInt8 = 0,

    /// <summary>Signed, 8 bits.</summary>
    Int8 = 1,

    /// <summary>Signed, 16 bits.</summary>
    Int16 = 2,

    /// <summary>Signed, 32 bits.</summary>
    Int32 = 3,

    /// <summary>Signed, 64 bits.</summary>
    Int64 = 4,

    /// <summary>IEEE binary16.</summary>
    Float16 = 5,

    /// <summary>IEEE binary32.</summary>
    Float32 = 6,

    /// <summary>IEEE binary64.</summary>
    Float64 = 7,

    /// <summary>Two binary32.</summary>
    Complex64 = 9,

    /// <summary>Two binary64.</summary>
    Complex128 = 10,

    /// <summary>One byte, 0 or 1.</summary>
    Bool = 11,

    /// <summary>Quantised, signed, 8 bits.</summary>
    QInt8 = 12,

    /// <summary>Quantised, unsigned, 8 bits.</summary>
    QUInt8 = 13,

    /// <summary>Quantised, signed, 32 bits.</summary>
    QInt32 = 14,

    /// <summary>The upper half of a binary32.</summary>
    BFloat16 = 15,
}

/// <summary>Properties of element types.</summary>
public static class ScalarTypes
{
    /// <summary>The size of one element in bytes.</summary>
    public static int Size(this ScalarType type) => type switch
    {
        ScalarType.UInt8 or ScalarType.Int8 or ScalarType.Bool or ScalarType.QInt8 or ScalarType.QUInt8 => 1,
        ScalarType.Int16 or ScalarType.Float16 or ScalarType.BFloat16 => 2,
        ScalarType.Int32 or ScalarType.Float32 or ScalarType.QInt32 => 4,
        ScalarType.Int64 or ScalarType.Float64 or ScalarType.Complex64 => 8,
        ScalarType.Complex128 => 16,
        _ => throw new UnreachableException(),
    };
}
