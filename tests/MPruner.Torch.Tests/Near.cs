using MPruner.Core.Ports;

namespace MPruner.Torch.Tests;

/// <summary>Compares the numbers of two versions of libtorch, which add in different orders.</summary>
internal static class Near
{
    /// <summary>Fails if a number differs by more than the tolerance; for numbers above 1 the tolerance is relative.</summary>
    public static void Equal(double[] expected, NumericArray found, double tolerance)
    {
        var numbers = found.ToDoubles();
        Assert.Equal(expected.Length, numbers.Length);
        Assert.All(expected, (number, i) => Assert.InRange(Math.Abs(number - numbers[i]) / Math.Max(1, Math.Abs(number)), 0, tolerance));
    }
}
