using System.Collections.Immutable;
using MPruner.Core.Examples;
using MPruner.Core.Formats;
using MPruner.Core.Ports;

namespace MPruner.Core.Acceptance;

/// <summary>The original's outputs on one split. They are cached, so that it runs once instead of once per candidate.</summary>
/// <param name="original">The original, loaded.</param>
/// <param name="examples">The split.</param>
internal sealed class OriginalOutputs(IRunningModel original, BoundExamples examples)
{
    /// <summary>The number of examples in a batch.</summary>
    public const int BatchSize = 64;

    private const long MostBytes = 64 << 20;

    private readonly Dictionary<int, NumericArray> kept = [];
    private long keptBytes;

    /// <summary>The split.</summary>
    public BoundExamples Examples => examples;

    /// <summary>Its outputs on other examples.</summary>
    public OriginalOutputs On(BoundExamples others) => others == examples ? this : new(original, others);

    /// <summary>The first output for a batch.</summary>
    /// <param name="start">The index of its first example.</param>
    /// <param name="inputs">Its inputs.</param>
    public NumericArray Of(int start, ImmutableArray<NumericArray> inputs)
    {
        if (kept.TryGetValue(start, out var known))
        {
            return known;
        }

        var output = examples.FirstOutput(original, inputs);
        if (keptBytes + output.Data.Length <= MostBytes)
        {
            keptBytes += output.Data.Length;
            kept.Add(start, output);
        }

        return output;
    }
}
