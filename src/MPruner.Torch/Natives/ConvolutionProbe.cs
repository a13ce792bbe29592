using TorchSharp;

namespace MPruner.Torch.Natives;

/// <summary>Whether convolutions give the same numbers whatever the memory held before.</summary>
/// <remarks>
/// oneDNN 3.7.1, in libtorch 2.10, reads memory that nobody has written for some numbers of channels that are no multiples of 16, on
/// some processors (seen on an AMD EPYC with AVX-512). Mostly it is multiplied by zero and nothing is seen; where a NaN was left behind,
/// the result is NaN. Of 30 calls of the first shape here 6 were wrong there.
/// </remarks>
internal static class ConvolutionProbe
{
    private const int Passes = 30;
    private const int Batch = 64;
    private const int Side = 28;
    private static readonly (int In, int Out, int Kernel)[] Shapes = [(19, 32, 3), (24, 16, 3)];

    /// <summary>Convolves many times after filling freed memory with NaN, on one thread and on two.</summary>
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

    /// <summary>Leaves NaN in memory that is free again: blocks of many sizes, as large as what a convolution takes for itself.</summary>
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
