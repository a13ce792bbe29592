using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>libtorch's own version, <c>1.13.0</c>.</summary>
    public static string __version__
    {
        get
        {
            get_num_threads(); // the handshake learns the version
            return Handshake.Version;
        }
    }

    /// <summary>Threads inside one operation.</summary>
    public static int get_num_threads() => NativeFailure.Checked(NativeMethods.GetThreads());

    public static void set_num_threads(int num) => NativeFailure.Checked(NativeMethods.SetThreads(num));

    public static bool cuda_is_available() => cuda.is_available();

    public static class cuda
    {
        public static bool is_available() => NativeFailure.Checked(NativeMethods.CudaAvailable()) != 0;
    }
}
