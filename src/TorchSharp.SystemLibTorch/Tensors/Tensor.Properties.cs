using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        /// <summary>The size of each dimension; empty for a scalar.</summary>
        public long[] shape => Layout().Sizes;

        public ScalarType dtype => (ScalarType)Query(NativeMethods.TensorType);

        public Device device
        {
            get
            {
                var packed = NativeMethods.TensorDevice(Handle);
                GC.KeepAlive(this);
                return packed != -1 ? new Device((DeviceType)(packed >> 32), unchecked((int)packed)) : throw NativeFailure.Last();
            }
        }

        public DeviceType device_type => device.type;

        public long ndim => Query(NativeMethods.TensorDimensions);

        public long NumberOfElements => shape.Aggregate(1L, (product, size) => product * size);

        public long ElementSize => dtype.ElementSize();

        public bool is_leaf => Query(NativeMethods.TensorIsLeaf) != 0;

        public long dim() => ndim;

        public long numel() => NumberOfElements;

        public long element_size() => ElementSize;

        public long[] size() => shape;

        /// <param name="dim">Counted from the end when negative.</param>
        public long size(int dim)
        {
            var sizes = shape;
            return sizes[dim < 0 ? dim + sizes.Length : dim];
        }

        /// <summary>Elements to skip for one step in each dimension.</summary>
        public long[] stride() => Layout().Strides;

        public bool is_contiguous() => Query(NativeMethods.TensorIsContiguous) != 0;

        private unsafe (long[] Sizes, long[] Strides) Layout()
        {
            var dimensions = Query(NativeMethods.TensorDimensions);
            var sizes = new long[dimensions];
            var strides = new long[dimensions];
            fixed (long* sizesStart = sizes, stridesStart = strides)
            {
                NativeFailure.Checked(NativeMethods.TensorLayout(Handle, sizesStart, stridesStart));
            }

            GC.KeepAlive(this);
            return (sizes, strides);
        }

        private int Query(Func<nint, int> question)
        {
            var answer = NativeFailure.Checked(question(Handle));
            GC.KeepAlive(this);
            return answer;
        }
    }
}
