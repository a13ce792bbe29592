using System.Diagnostics;
using System.Runtime.InteropServices;

namespace TorchSharp.Interop;

/// <summary>What a native call returned, in pre-order. Native tensors that nobody takes are freed on disposal.</summary>
internal unsafe ref struct Results(NativeValue* values, int count)
{
    private int _position;

    public readonly bool AtEnd => _position == count;

    /// <summary>Whether every element of the tuple or list just announced has the kind.</summary>
    public readonly bool Next(int elements, Func<ValueKind, bool> kind)
    {
        for (var i = 0; i < elements; i++)
        {
            if (!kind(values[_position + i].Kind))
            {
                return false;
            }
        }

        return true;
    }

    public NativeValue Take()
    {
        Debug.Assert(_position < count, "read past the results");
        var value = values[_position];
        values[_position++].Kind = ValueKind.None;
        return value;
    }

    public torch.Tensor TakeTensor() => new(TakeTensorHandle());

    public nint TakeTensorHandle()
    {
        var value = Take();
        if (value.Kind != ValueKind.Tensor)
        {
            throw new UnreachableException($"The shim returned a {value.Kind} where a tensor was due.");
        }

        return value.Pointer;
    }

    public string TakeString()
    {
        var value = Take();
        var text = Marshal.PtrToStringUTF8(value.Pointer, value.Length);
        NativeMethods.Free(value.Pointer);
        return text;
    }

    public readonly void Dispose()
    {
        for (var i = 0; i < count; i++)
        {
            switch (values[i].Kind)
            {
                case ValueKind.Tensor:
                    NativeMethods.TensorDelete(values[i].Pointer);
                    break;
                case ValueKind.String or ValueKind.Unsupported:
                    NativeMethods.Free(values[i].Pointer);
                    break;
                default:
                    break;
            }
        }

        NativeMethods.Free((nint)values);
    }
}
