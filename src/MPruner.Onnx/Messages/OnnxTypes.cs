using MPruner.Core.Ports;

namespace MPruner.Onnx.Messages;

/// <summary>The element types: <c>TensorProto.DataType</c>.</summary>
internal static class OnnxTypes
{
    /// <summary>The number of 32-bit floating-point numbers.</summary>
    public const int Float32 = 1;

    /// <summary>The element type of a number; null for one that no data file has.</summary>
    public static ElementType? ToElementType(long type) => type switch
    {
        Float32 => ElementType.Float32,
        2 => ElementType.UInt8,
        3 => ElementType.Int8,
        5 => ElementType.Int16,
        6 => ElementType.Int32,
        7 => ElementType.Int64,
        9 => ElementType.Bool,
        10 => ElementType.Float16,
        11 => ElementType.Float64,
        16 => ElementType.BFloat16,
        _ => null,
    };

    /// <summary>The number of an element type.</summary>
    public static int Of(ElementType type) => type switch
    {
        ElementType.Float32 => Float32,
        ElementType.UInt8 => 2,
        ElementType.Int8 => 3,
        ElementType.Int16 => 5,
        ElementType.Int32 => 6,
        ElementType.Int64 => 7,
        ElementType.Bool => 9,
        ElementType.Float16 => 10,
        ElementType.Float64 => 11,
        ElementType.BFloat16 => 16,
        _ => throw new System.Diagnostics.UnreachableException(),
    };
}
