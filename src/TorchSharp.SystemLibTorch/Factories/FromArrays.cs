using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    public static Tensor tensor(float[] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Copied(rawArray, [rawArray.LongLength], dtype, device, requires_grad, names);

    public static Tensor tensor(float[] rawArray, ReadOnlySpan<long> dimensions, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Copied(rawArray, dimensions, dtype, device, requires_grad, names);

    public static Tensor tensor(double[] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Copied(rawArray, [rawArray.LongLength], dtype, device, requires_grad, names);

    public static Tensor tensor(double[] rawArray, ReadOnlySpan<long> dimensions, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Copied(rawArray, dimensions, dtype, device, requires_grad, names);

    public static Tensor tensor(long[] dataArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Copied(dataArray, [dataArray.LongLength], dtype, device, requires_grad, names);

    public static Tensor tensor(long[] dataArray, ReadOnlySpan<long> dimensions, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Copied(dataArray, dimensions, dtype, device, requires_grad, names);

    public static Tensor tensor(byte[] rawArray, ReadOnlySpan<long> dimensions, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Copied(rawArray, dimensions, dtype, device, requires_grad, names);

    public static Tensor tensor(bool[] rawArray, ReadOnlySpan<long> dimensions, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Copied(rawArray, dimensions, dtype, device, requires_grad, names);

    public static Tensor tensor(float scalar, Device? device = null, bool requires_grad = false) =>
        Copied<float>([scalar], [], null, device, requires_grad, null);

    public static Tensor tensor(double scalar, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Copied<double>([scalar], [], dtype, device, requires_grad, null);

    public static Tensor tensor(int scalar, Device? device = null, bool requires_grad = false) =>
        Copied<int>([scalar], [], null, device, requires_grad, null);

    public static Tensor tensor(long scalar, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Copied<long>([scalar], [], dtype, device, requires_grad, null);

    /// <summary>A one-dimensional tensor over the array's own memory, which stays pinned while the tensor or a view of it lives.</summary>
    /// <param name="rawArray">An array of bytes, or of elements of the wanted type.</param>
    /// <param name="dtype">The element type.</param>
    /// <param name="count">Elements to take; -1: all that follow the offset.</param>
    /// <param name="offset">Elements to leave out first.</param>
    /// <param name="requires_grad">Whether gradients are recorded.</param>
    public static unsafe Tensor frombuffer(Array rawArray, ScalarType dtype, long count = -1, long offset = 0, bool requires_grad = false)
    {
        ArgumentNullException.ThrowIfNull(rawArray);
        var size = dtype.ElementSize();
        var available = Buffer.ByteLength(rawArray) / size;
        count = count < 0 ? available - offset : count;
        if (offset < 0 || count < 0 || offset + count > available)
        {
            throw new ArgumentOutOfRangeException(nameof(count), count, $"The array holds {available} elements of {dtype}; {count} after {offset} were asked for.");
        }

        var pin = GCHandle.Alloc(rawArray, GCHandleType.Pinned);
        var start = (byte*)pin.AddrOfPinnedObject() + (offset * size);
        var handle = NativeMethods.TensorShare(start, &count, 1, (int)dtype, GCHandle.ToIntPtr(pin), &Unpin);
        if (handle == 0)
        {
            pin.Free();
            throw NativeFailure.Last();
        }

        return Made(new Tensor(handle), requires_grad);
    }

    private static unsafe Tensor Copied<T>(
        ReadOnlySpan<T> elements, ReadOnlySpan<long> dimensions, ScalarType? dtype, Device? device, bool requiresGrad, string[]? names)
        where T : unmanaged
    {
        var wanted = 1L;
        foreach (var dimension in dimensions)
        {
            wanted = checked(wanted * dimension);
        }

        if (wanted > elements.Length)
        {
            throw new ArgumentException($"mismatched total size creating a tensor from an array: {wanted} vs. {elements.Length}");
        }

        var type = ElementTypes.Of(typeof(T));
        fixed (T* start = elements)
        fixed (long* sizes = dimensions)
        {
            var tensor = new Tensor(NativeFailure.CheckedHandle(NativeMethods.TensorCopy(start, sizes, dimensions.Length, (int)type)));
            var converted = dtype ?? type;
            return Made(
                converted == type && device is null or { type: DeviceType.CPU }
                    ? tensor
                    : tensor.to(converted, device ?? CPU, disposeAfter: true),
                requiresGrad,
                names);
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Unpin(nint pin) => GCHandle.FromIntPtr(pin).Free();
}
