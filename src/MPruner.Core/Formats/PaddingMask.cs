using System.Collections.Immutable;
using MPruner.Core.Ports;

namespace MPruner.Core.Formats;

/// <summary>Which input tells padding from real tokens, and how.</summary>
/// <param name="Input">The position among the model's arguments.</param>
/// <param name="TrueIsPadding">Whether a true value marks padding; else it marks a real token.</param>
public sealed record PaddingMask(int Input, bool TrueIsPadding)
{
    /// <summary>For each token of a batch whether it is real, row-major; null where the array holds anything but 0 and 1.</summary>
    /// <param name="inputs">The batch's inputs.</param>
    public ImmutableArray<bool>? RealTokens(ImmutableArray<NumericArray> inputs)
    {
        var values = inputs[Input].ToDoubles();
        return Array.TrueForAll(values, v => v is 0 or 1) ? [.. values.Select(v => (v == 1) != TrueIsPadding)] : null;
    }
}
