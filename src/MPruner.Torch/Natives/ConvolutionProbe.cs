using TorchSharp;

namespace MPruner.Torch.Natives;

/// <summary>Tests whether convolutions give the right numbers regardless of the previous content of memory.</summary>
/// <remarks>
/// oneDNN 3.7.1 (in libtorch 2.10) takes the caches of an AMD processor for empty where a hypervisor, such as Firecracker, hides their
/// sizes (CPUID leaf 0x8000001D). Then its reorder of channels into blocks of 16 (8 without AVX-512) fills whole blocks only. A
/// convolution of 19 channels reads 16, and uninitialised memory in place of the others.
/// </remarks>
internal static class ConvolutionProbe
{
    private const int Passes = 30;
    private const int Batch = 64;
    private const int Side = 28;
    private static readonly (int In, int Out, int Kernel)[] Shapes = [(19, 32, 3), (24, 16, 3)];

    /// <summary>Runs many convolutions after filling freed memory with NaN, with one thread and with two.</summary>
    /// <returns>Whether every number was right.</returns>
    public static bool Passed()
    {
        var threads = torch.get_num_threads();
        using var withoutGradients = torch.no_grad();
        try
        {
            return Array.TrueForAll([1, 2], count =>
            {
                torch.set_num_threads(count);
                return Array.TrueForAll(Shapes, shape => IsExact(shape));
            });
        }
        finally
        {
            torch.set_num_threads(threads);
        }
    }

    /// <summary>Fills memory with NaN and frees it: blocks of many sizes, up to the largest that a convolution allocates.</summary>
    public static void PoisonFreedMemory()
    {
        using var scope = torch.NewDisposeScope();
        using Scalar nan = float.NaN;
        for (var size = 256L; size <= Batch * 48L * Side * Side; size *= 2)
        {
            torch.full(size, nan);
        }
    }

    private static bool IsExact((int In, int Out, int Kernel) shape)
    {
        using var scope = torch.NewDisposeScope();
        var input = torch.full(Batch, shape.In, Side, Side, 0.5f);
        var weight = torch.full(shape.Out, shape.In, shape.Kernel, shape.Kernel, 0.25f);
        long[] padding = [shape.Kernel / 2, shape.Kernel / 2];

        // Sums of eighths are exact in any order, and oneDNN does not convolve 64-bit numbers.
        var expected = torch.nn.functional.conv2d(input.@double(), weight.@double(), padding: padding).@float();
        for (var pass = 0; pass < Passes / 2; pass++)
        {
            using var one = torch.NewDisposeScope();
            PoisonFreedMemory();
            if (!torch.nn.functional.conv2d(input, weight, padding: padding).eq(expected).all().item<bool>())
            {
                return false;
            }
        }

        return true;
    }
}
