using System.Collections.Immutable;

namespace MPruner.Onnx.Chains;

/// <summary>
/// Layers that consist of several residual sums, such as attention and MLP: where their sequence repeats, one repetition is a block.
/// </summary>
internal static class Repetition
{
    /// <summary>The smallest number of elements after which a sequence repeats to its end; its own length if it does not.</summary>
    /// <param name="kinds">What elements are compared by.</param>
    public static int Period(ImmutableArray<string> kinds)
    {
        for (var period = 1; period <= kinds.Length / 2; period++)
        {
            if (kinds.Length % period == 0 && kinds.Skip(period).SequenceEqual(kinds.SkipLast(period)))
            {
                return period;
            }
        }

        return kinds.Length;
    }
}
