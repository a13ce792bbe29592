using System.Collections.Immutable;
using MPruner.Core.Ports;

namespace MPruner.Core.Formats;

/// <summary>The input that distinguishes padding from real tokens.</summary>
/// <param name="Input">Its position among the model's arguments.</param>
/// <param name="TrueIsPadding">Whether true marks padding; otherwise true marks a real token.</param>
public sealed record PaddingMask(int Input, bool TrueIsPadding)
{
    /// <summary>Whether each token of a batch is real, row-major; null if the array contains values other than 0 and 1.</summary>
    /// <param name="inputs">The batch's inputs.</param>
    public ImmutableArray<bool>? RealTokens(ImmutableArray<NumericArray> inputs)
    {
        var values = inputs[Input].ToDoubles();
        return Array.TrueForAll(values, v => v is 0 or 1) ? [.. values.Select(v => (v == 1) != TrueIsPadding)] : null;
    }
}
