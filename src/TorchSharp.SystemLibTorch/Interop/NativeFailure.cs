using System.Runtime.InteropServices;

namespace TorchSharp.Interop;

/// <summary>Turns the shim's failure codes into the exception that TorchSharp throws.</summary>
internal static class NativeFailure
{
    /// <summary>The last failure on this thread.</summary>
    public static ExternalException Last() => new(Marshal.PtrToStringUTF8(NativeMethods.LastError()));

    public static nint CheckedHandle(nint handle) => handle != 0 ? handle : throw Last();

    public static int Checked(int result) => result >= 0 ? result : throw Last();
}
