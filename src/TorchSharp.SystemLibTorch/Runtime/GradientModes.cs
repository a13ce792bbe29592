using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>Until disposed, operations on this thread record no gradients.</summary>
    public static IDisposable no_grad() => new GradientMode(false);

    /// <summary>Until disposed, operations on this thread record gradients.</summary>
    public static IDisposable enable_grad(bool enabled = true) => new GradientMode(enabled);

    public static IDisposable set_grad_enabled(bool mode = true) => new GradientMode(mode);

    public static bool is_grad_enabled() => NativeFailure.Checked(NativeMethods.GradEnabled()) != 0;

    /// <summary>Until disposed, tensors made on this thread can never take part in autograd.</summary>
    /// <remarks>To be disposed on the same thread, in nested order.</remarks>
    public static IDisposable inference_mode(bool mode = true) => new InferenceMode(mode);

    public static bool is_inference_mode_enabled() => NativeFailure.Checked(NativeMethods.InferenceEnabled()) != 0;

    private sealed class GradientMode : IDisposable
    {
        private readonly bool _before = is_grad_enabled();

        public GradientMode(bool enabled) => Set(enabled);

        public void Dispose() => Set(_before);

        private static void Set(bool enabled) => NativeFailure.Checked(NativeMethods.SetGradEnabled(enabled ? 1 : 0));
    }

    private sealed class InferenceMode(bool mode) : IDisposable
    {
        private nint _guard = NativeFailure.CheckedHandle(NativeMethods.InferenceEnter(mode ? 1 : 0));

        public void Dispose()
        {
            if (_guard != 0)
            {
                NativeMethods.InferenceLeave(_guard);
                _guard = 0;
            }
        }
    }
}
