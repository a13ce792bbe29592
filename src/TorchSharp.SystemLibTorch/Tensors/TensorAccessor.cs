using System.Collections;

namespace TorchSharp.Utils;

/// <summary>A tensor's elements as .NET sees them: in row-major order, whatever the strides.</summary>
/// <remarks>Keeps the tensor alive, but not undisposed.</remarks>
public sealed class TensorAccessor<T> : IDisposable, IEnumerable<T>
    where T : unmanaged
{
    private readonly torch.Tensor _tensor;
    private readonly long[] _shape;
    private readonly long[] _strides;

    internal TensorAccessor(torch.Tensor tensor)
    {
        _tensor = tensor;
        _shape = tensor.shape;
        _strides = tensor.stride();
    }

    public long Count => _shape.Aggregate(1L, (product, size) => product * size);

    /// <param name="indices">One for each dimension.</param>
    public unsafe T this[params long[] indices]
    {
        get
        {
            var offset = 0L;
            for (var i = 0; i < _shape.Length; i++)
            {
                ArgumentOutOfRangeException.ThrowIfNegative(indices[i]);
                ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(indices[i], _shape[i]);
                offset += indices[i] * _strides[i];
            }

            return ((T*)_tensor.DataPointer())[offset];
        }
    }

    public unsafe T[] ToArray()
    {
        var result = new T[Count];
        var source = (T*)_tensor.DataPointer();
        if (_tensor.is_contiguous())
        {
            new ReadOnlySpan<T>(source, result.Length).CopyTo(result);
            return result;
        }

        var index = new long[_shape.Length];
        for (var i = 0; i < result.Length; i++)
        {
            var offset = 0L;
            for (var d = 0; d < index.Length; d++)
            {
                offset += index[d] * _strides[d];
            }

            result[i] = source[offset];
            for (var d = index.Length - 1; d >= 0 && ++index[d] == _shape[d]; d--)
            {
                index[d] = 0;
            }
        }

        return result;
    }

    public IEnumerator<T> GetEnumerator() => ((IEnumerable<T>)ToArray()).GetEnumerator();

    public void Dispose()
    {
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
