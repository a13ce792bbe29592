using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    public static partial class jit
    {
        /// <summary>Loads a TorchScript file from memory.</summary>
        /// <exception cref="System.Runtime.InteropServices.ExternalException">Not a TorchScript file, or one that this libtorch cannot load.</exception>
        public static unsafe ScriptModule load(byte[] bytes, DeviceType device_type = DeviceType.CPU, long device_index = -1)
        {
            ArgumentNullException.ThrowIfNull(bytes);
            fixed (byte* start = bytes)
            {
                return new ScriptModule(
                    NativeFailure.CheckedHandle(NativeMethods.ModuleLoad(start, bytes.LongLength, (int)device_type, (int)device_index)));
            }
        }

        public static ScriptModule load(byte[] bytes, Device map_location)
        {
            ArgumentNullException.ThrowIfNull(map_location);
            return load(bytes, map_location.type, map_location.index);
        }

        /// <summary>Loads a TorchScript file.</summary>
        /// <exception cref="FileNotFoundException">There is no such file.</exception>
        /// <exception cref="System.Runtime.InteropServices.ExternalException">Not a TorchScript file, or one that this libtorch cannot load.</exception>
        public static ScriptModule load(string filename, DeviceType device_type = DeviceType.CPU, long device_index = -1) =>
            load(File.ReadAllBytes(filename), device_type, device_index);
    }
}
