using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        public bool requires_grad
        {
            get => Query(NativeMethods.TensorRequiresGrad) != 0;
            set => requires_grad_(value);
        }

        /// <summary>The gradient gathered so far, sharing memory with libtorch's; null if there is none.</summary>
        public unsafe Tensor? grad
        {
            get
            {
                nint gradient;
                var found = NativeFailure.Checked(NativeMethods.TensorGrad(Handle, &gradient));
                GC.KeepAlive(this);
                return found != 0 ? new Tensor(gradient) : null;
            }

            set
            {
                NativeFailure.Checked(NativeMethods.TensorSetGrad(Handle, value?.Handle ?? 0));
                GC.KeepAlive(this);
                GC.KeepAlive(value);
            }
        }

        public Tensor requires_grad_(bool requires_grad = true)
        {
            NativeFailure.Checked(NativeMethods.TensorSetRequiresGrad(Handle, requires_grad ? 1 : 0));
            GC.KeepAlive(this);
            return this;
        }

        /// <summary>Adds the gradients of this scalar to the leaves that it was computed from.</summary>
        public void backward()
        {
            NativeFailure.Checked(NativeMethods.TensorBackward(Handle));
            GC.KeepAlive(this);
        }

        /// <summary>The same memory, outside of the autograd graph.</summary>
        public Tensor detach() => Aten.Tensor("detach", this);

        public Tensor detach_() => Aten.InPlace("detach_", this);
    }
}
