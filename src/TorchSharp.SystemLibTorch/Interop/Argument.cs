namespace TorchSharp.Interop;

/// <summary>An argument on its way to libtorch. Keeps what it refers to alive during the call.</summary>
internal readonly struct Argument
{
    private Argument(ValueKind kind, object? reference = null, long bits = 0)
    {
        Kind = kind;
        Reference = reference;
        Bits = bits;
    }

    public ValueKind Kind { get; }

    public object? Reference { get; }

    public long Bits { get; }

    public static Argument None => default;

    public static implicit operator Argument(torch.Tensor? tensor) =>
        tensor is null ? None : new(ValueKind.Tensor, tensor);

    public static implicit operator Argument(torch.Tensor[] tensors) => new(ValueKind.TensorList, tensors);

    public static implicit operator Argument(long value) => new(ValueKind.Int, bits: value);

    public static implicit operator Argument(long? value) => value is { } number ? number : None;

    public static implicit operator Argument(double value) =>
        new(ValueKind.Double, bits: BitConverter.DoubleToInt64Bits(value));

    public static implicit operator Argument(bool value) => new(ValueKind.Bool, bits: value ? 1 : 0);

    public static implicit operator Argument(long[]? values) =>
        values is null ? None : new(ValueKind.IntList, values);

    public static implicit operator Argument(ReadOnlySpan<long> values) => new(ValueKind.IntList, values.ToArray());

    public static implicit operator Argument(string? text) => text is null ? None : new(ValueKind.String, text);

    public static implicit operator Argument(torch.ScalarType type) => new(ValueKind.Int, bits: (long)type);

    public static implicit operator Argument(torch.ScalarType? type) => type is { } known ? known : None;

    public static implicit operator Argument(torch.Device? device) =>
        device is null ? None : new(ValueKind.Device, bits: ((long)device.type << 32) | (uint)device.index);

    public static implicit operator Argument(torch.Generator? generator) =>
        generator is null ? None : new(ValueKind.Generator, generator);

    public static implicit operator Argument(Scalar? scalar) => scalar is null ? None : scalar.AsArgument();
}
