using TorchSharp;

namespace MPruner.Torch.Natives;

/// <summary>Tests whether convolutions give the same numbers regardless of the previous content of memory.</summary>
/// <remarks>
/// For some numbers of channels that are not multiples of 16, oneDNN 3.7.1 (in libtorch 2.10) reads uninitialised memory on some
/// processors, such as an AMD EPYC with AVX-512. Usually the values are multiplied by zero, so there is no effect. If one of them is NaN,
/// the result is NaN: on that processor, 6 of 30 calls with the first of these shapes were wrong.
/// </remarks>
internal static class ConvolutionProbe
{
    private const int Passes = 30;
    private const int Batch = 64;
    private const int Side = 28;
    private static readonly (int In, int Out, int Kernel)[] Shapes = [(19, 32, 3), (24, 16, 3)];

    /// <summary>Runs many convolutions after filling freed memory with NaN, with one thread and with two.</summary>
    /// <returns>Whether every number was finite.</returns>
    public static bool Passed()
    {
        var threads = torch.get_num_threads();
        using var withoutGradients = torch.no_grad();
        try
        {
            return Array.TrueForAll([1, 2], count =>
            {
                torch.set_num_threads(count);
                return Array.TrueForAll(Shapes, shape => IsExact(shape.In, shape.Out, shape.Kernel));
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
        for (var size = 256L; size <= Batch * 48L * Side * Side; size *= 2)
        {
            torch.full(size, float.NaN);
        }
    }

    private static bool IsExact(int from, int to, int kernel)
    {
        using var scope = torch.NewDisposeScope();
        var input = torch.full(Batch, from, Side, Side, 0.5f);
        var weight = torch.full(to, from, kernel, kernel, 0.25f);
        for (var pass = 0; pass < Passes / 2; pass++)
        {
            using var one = torch.NewDisposeScope();
            PoisonFreedMemory();
            if (!torch.nn.functional.conv2d(input, weight, padding: [kernel / 2, kernel / 2]).isfinite().all().item<bool>())
            {
                return false;
            }
        }

        return true;
    }
}
