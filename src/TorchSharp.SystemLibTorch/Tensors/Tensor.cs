using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>An array of numbers in native memory.</summary>
    /// <remarks>Owned by the dispose scope that it was made in; outside of one, by whoever made it. The finalizer is only a fallback.</remarks>
    public partial class Tensor : IDisposable
    {
        private nint _handle;

        internal Tensor(nint handle, bool register = true)
        {
            _handle = handle;
            if (register && DisposeScopeManager.OfThisThread.Current is { } scope)
            {
                scope.Register(this);
                OwningDisposeScope = scope;
            }
        }

        ~Tensor() => Dispose(false);

        /// <exception cref="InvalidOperationException">The tensor was disposed.</exception>
        public IntPtr Handle => _handle != 0
            ? _handle
            : throw new InvalidOperationException("Tensor invalid -- empty handle.");

        public bool IsInvalid => _handle == 0;

        internal DisposeScope? OwningDisposeScope { get; set; }

        public Tensor MoveToOuterDisposeScope()
        {
            OwningDisposeScope?.MoveToOuter(this);
            return this;
        }

        /// <summary>Leaves the scope: the caller owns the tensor.</summary>
        public Tensor DetachFromDisposeScope()
        {
            OwningDisposeScope?.Detach(this);
            return this;
        }

        public void Dispose()
        {
            Dispose(true);
            GC.SuppressFinalize(this);
        }

        protected virtual void Dispose(bool disposing)
        {
            if (_handle == 0)
            {
                return;
            }

            // The finalizer runs on a thread of its own, where the scope's set must not be touched; a tensor that a living scope owns is not finalized.
            if (disposing)
            {
                OwningDisposeScope?.Forget(this);
                OwningDisposeScope = null;
            }

            NativeMethods.TensorDelete(_handle);
            _handle = 0;
        }
    }
}
