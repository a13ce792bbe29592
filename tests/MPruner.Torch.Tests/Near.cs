using MPruner.Core.Ports;

namespace MPruner.Torch.Tests;

/// <summary>Compares numbers of two versions of libtorch, which sum in different orders.</summary>
internal static class Near
{
    /// <summary>Fails where a number is further away than the tolerance, in proportion for numbers above one.</summary>
    public static void Equal(double[] expected, NumericArray found, double tolerance)
    {
        var numbers = found.ToDoubles();
        Assert.Equal(expected.Length, numbers.Length);
        Assert.All(expected, (number, i) => Assert.InRange(Math.Abs(number - numbers[i]) / Math.Max(1, Math.Abs(number)), 0, tolerance));
    }
}
