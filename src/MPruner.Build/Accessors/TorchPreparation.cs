namespace MPruner.Build.Accessors;

/// <summary>The C# code that makes convolutions right on processors on which oneDNN, a part of libtorch, gets them wrong.</summary>
/// <remarks>
/// oneDNN 3.7.1 takes the caches of an AMD processor for empty where a hypervisor hides their sizes, as Firecracker does. It then reorders
/// data in blocks of 8 or 16 channels and forgets the rest: a convolution of 19 channels reads 16. Narrowed models have such numbers of
/// channels. The code convolves once, knowing the result, and switches oneDNN off for the process if the result is another one.
/// </remarks>
internal static class TorchPreparation
{
    /// <summary>The members of the generated class. <see cref="Call"/> calls the first of them.</summary>
    public const string Members = """
        /// <summary>
        /// Checks once that libtorch convolves correctly on this processor. If it does not, oneDNN is switched off in this process, and
        /// libtorch convolves without it. The Load methods do this; call it before you load a model by other means.
        /// </summary>
        internal static void PrepareTorch()
        {
            if (isTorchPrepared)
            {
                return;
            }

            if (!Convolution.IsRight())
            {
                Convolution.SwitchOneDnnOff();
                if (!Convolution.IsRight())
                {
                    throw new global::System.NotSupportedException("libtorch's convolutions are wrong on this processor.");
                }
            }

            isTorchPrepared = true;
        }

        private static volatile bool isTorchPrepared;

        private static class Convolution
        {
            /// <summary>Convolves 19 channels: neither 8 nor 16, which oneDNN reads at a time, divides them.</summary>
            internal static bool IsRight()
            {
                using (var input = Full(0.5f, 2, 19, 8, 8))
                using (var weight = Full(0.25f, 16, 19, 3, 3))
                using (var output = global::TorchSharp.torch.nn.functional.conv2d(input, weight, padding: new long[] { 1, 1 }))
                using (var corner = output.min())
                using (var inside = output.max())
                {
                    return corner.item<float>() == 19 * 4 * 0.125f && inside.item<float>() == 19 * 9 * 0.125f;
                }
            }

            private static global::TorchSharp.torch.Tensor Full(float value, params long[] shape)
            {
                return global::TorchSharp.torch.full(
                    shape, value, global::TorchSharp.torch.ScalarType.Float32, global::TorchSharp.torch.CPU);
            }

            internal static void SwitchOneDnnOff()
            {
                if (global::System.Environment.OSVersion.Platform == global::System.PlatformID.Win32NT)
                {
                    UseOneDnnOnWindows(ContextOnWindows(), 0);
                }
                else
                {
                    UseOneDnn(Context(), 0);
                    UseNnpack(Context(), 0);
                }
            }

            [global::System.Runtime.InteropServices.DllImport("torch_cpu", EntryPoint = "_ZN2at13globalContextEv")]
            private static extern global::System.IntPtr Context();

            [global::System.Runtime.InteropServices.DllImport("torch_cpu", EntryPoint = "_ZN2at7Context20setUserEnabledMkldnnEb")]
            private static extern void UseOneDnn(global::System.IntPtr context, byte value);

            [global::System.Runtime.InteropServices.DllImport("torch_cpu", EntryPoint = "_ZN2at7Context20setUserEnabledNNPACKEb")]
            private static extern void UseNnpack(global::System.IntPtr context, byte value);

            [global::System.Runtime.InteropServices.DllImport("torch_cpu", EntryPoint = "?globalContext@at@@YAAEAVContext@1@XZ")]
            private static extern global::System.IntPtr ContextOnWindows();

            [global::System.Runtime.InteropServices.DllImport("torch_cpu", EntryPoint = "?setUserEnabledMkldnn@Context@at@@QEAAX_N@Z")]
            private static extern void UseOneDnnOnWindows(global::System.IntPtr context, byte value);
        }
        """;

    /// <summary>The statement that prepares libtorch.</summary>
    public const string Call = "PrepareTorch();";
}
