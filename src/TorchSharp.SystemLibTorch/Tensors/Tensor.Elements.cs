using System.Runtime.CompilerServices;
using TorchSharp.Interop;
using TorchSharp.Utils;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        /// <summary>The elements' memory, row-major. Valid only while the tensor lives.</summary>
        /// <exception cref="InvalidOperationException">Not contiguous, or not on the CPU.</exception>
        public unsafe Span<byte> bytes
        {
            get
            {
                if (!is_contiguous())
                {
                    throw new InvalidOperationException("Bytes() called on non-contiguous tensor.");
                }

                var length = NumberOfElements * ElementSize;
                return length <= int.MaxValue
                    ? new Span<byte>((void*)DataPointer(), (int)length)
                    : throw new ArgumentException("Span only supports up to int.MaxValue elements.");
            }

            set
            {
                var own = bytes;
                if (own.Length != value.Length)
                {
                    throw new ArgumentException($"The tensor has {own.Length} bytes, but {value.Length} were given.", nameof(value));
                }

                value.CopyTo(own);
            }
        }

        /// <summary>The elements in row-major order, also of a view.</summary>
        /// <exception cref="ArgumentException"><typeparamref name="T"/> is not the element type.</exception>
        public TensorAccessor<T> data<T>()
            where T : unmanaged
        {
            RequireElementType<T>();
            return new TensorAccessor<T>(this);
        }

        /// <summary>The value of a tensor with one element.</summary>
        /// <exception cref="ArgumentException"><typeparamref name="T"/> is not the element type.</exception>
        public T item<T>()
            where T : unmanaged
        {
            RequireElementType<T>();
            var scalar = ToScalar();
            return typeof(T) == typeof(double) ? As(scalar.AsDouble)
                : typeof(T) == typeof(float) ? As((float)scalar.AsDouble)
                : typeof(T) == typeof(long) ? As(scalar.AsLong)
                : typeof(T) == typeof(int) ? As((int)scalar.AsLong)
                : typeof(T) == typeof(short) ? As((short)scalar.AsLong)
                : typeof(T) == typeof(sbyte) ? As((sbyte)scalar.AsLong)
                : typeof(T) == typeof(byte) ? As((byte)scalar.AsLong)
                : As(scalar.AsLong != 0);

            static T As<TValue>(TValue value) => Unsafe.As<TValue, T>(ref value);
        }

        /// <summary>The value of a tensor with one element, with its type.</summary>
        public Scalar ToScalar() => Aten.Number("item", this);

        internal nint DataPointer()
        {
            if (device_type != DeviceType.CPU)
            {
                throw new InvalidOperationException("Reading data from non-CPU memory is not supported. Move or copy the tensor to the cpu before reading.");
            }

            var pointer = NativeMethods.TensorData(Handle);
            return pointer != 0 || NumberOfElements == 0 ? pointer : throw NativeFailure.Last();
        }

        private void RequireElementType<T>()
        {
            var type = dtype;
            if (ElementTypes.Of(typeof(T)) != type)
            {
                throw new ArgumentException($"{typeof(T).Name} is not compatible with {type}");
            }
        }
    }
}
