using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    public static Tensor empty(long[] size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Made(Aten.Tensor("empty.memory_format", size, TypeOr(dtype), Argument.None, device), requires_grad, names);

    public static Tensor zeros(long[] size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Made(Aten.Tensor("zeros", size, TypeOr(dtype), Argument.None, device), requires_grad, names);

    public static Tensor zeros(long size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        zeros([size], dtype, device, requires_grad, names);

    public static Tensor zeros(long rows, long columns, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        zeros([rows, columns], dtype, device, requires_grad, names);

    public static Tensor zeros_like(Tensor input, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Made(Aten.Tensor("zeros_like", input, dtype, Argument.None, device), requires_grad, names);

    public static Tensor ones(long[] size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Made(Aten.Tensor("ones", size, TypeOr(dtype), Argument.None, device), requires_grad, names);

    public static Tensor ones(long size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        ones([size], dtype, device, requires_grad, names);

    public static Tensor ones(long rows, long columns, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        ones([rows, columns], dtype, device, requires_grad, names);

    public static Tensor ones_like(Tensor input, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Made(Aten.Tensor("ones_like", input, dtype, Argument.None, device), requires_grad, names);

    public static Tensor full(long[] size, Scalar value, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Made(Aten.Tensor("full", size, value, TypeOr(dtype), Argument.None, device), requires_grad, names);

    /// <param name="rows">Rows.</param>
    /// <param name="columns">Columns; -1: as many as rows.</param>
    /// <param name="dtype">Null: Float32.</param>
    /// <param name="device">Null: the CPU.</param>
    /// <param name="requires_grad">Whether gradients are recorded.</param>
    /// <param name="names">Not supported here.</param>
    public static Tensor eye(long rows, long columns = -1L, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Made(Aten.Tensor("eye.m", rows, columns == -1 ? rows : columns, TypeOr(dtype), Argument.None, device), requires_grad, names);

    public static Tensor arange(Scalar stop, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        arange(0, stop, 1, dtype, device, requires_grad);

    public static Tensor arange(Scalar start, Scalar stop, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        arange(start, stop, 1, dtype, device, requires_grad);

    /// <summary>Int64 when all three are whole, Float32 otherwise, unless a type is given.</summary>
    public static Tensor arange(Scalar start, Scalar stop, Scalar step, ScalarType? dtype = null, Device? device = null, bool requires_grad = false)
    {
        var type = dtype ?? (start.IsReal || stop.IsReal || step.IsReal ? ScalarType.Float32 : ScalarType.Int64);
        return Made(Aten.Tensor("arange.start_step", start, stop, step, type, Argument.None, device), requires_grad);
    }

    private static ScalarType TypeOr(ScalarType? dtype) => dtype ?? ScalarType.Float32;

    private static Tensor Made(Tensor tensor, bool requiresGrad, string[]? names = null)
    {
        if (names is { Length: > 0 })
        {
            tensor.Dispose();
            throw new NotSupportedException("Named dimensions are not supported.");
        }

        return requiresGrad ? tensor.requires_grad_() : tensor;
    }
}
