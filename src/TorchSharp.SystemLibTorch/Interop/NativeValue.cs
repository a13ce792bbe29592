using System.Runtime.InteropServices;

namespace TorchSharp.Interop;

/// <summary>What a <see cref="NativeValue"/> holds; mirrors <c>Kind</c> in <c>native/value.h</c>.</summary>
internal enum ValueKind
{
    None = 0,
    Tensor = 1,
    Int = 2,
    Double = 3,
    Bool = 4,
    IntList = 5,
    TensorList = 6,
    String = 7,
    Tuple = 8,
    List = 9,
    Device = 10,
    Generator = 11,
    Unsupported = 12,
}

/// <summary>One argument or result at the border; mirrors <c>Value</c> in <c>native/value.h</c>.</summary>
[StructLayout(LayoutKind.Explicit, Size = 16)]
internal struct NativeValue
{
    [FieldOffset(0)]
    public ValueKind Kind;

    /// <summary>Of a list, tuple or string.</summary>
    [FieldOffset(4)]
    public int Length;

    [FieldOffset(8)]
    public nint Pointer;

    [FieldOffset(8)]
    public long Integer;

    [FieldOffset(8)]
    public double Real;
}
