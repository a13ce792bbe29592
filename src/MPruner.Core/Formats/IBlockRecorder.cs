using System.Collections.Immutable;
using MPruner.Core.Ports;

namespace MPruner.Core.Formats;

/// <summary>A loaded model that records the inputs and outputs of its blocks while it runs. It returns only sums over rows.</summary>
public interface IBlockRecorder : IDisposable
{
    /// <summary>Runs one Gram group.</summary>
    /// <param name="inputs">The arguments in order.</param>
    /// <param name="request">Which rows are recorded.</param>
    /// <param name="look">Receives the records. The data of their arrays are valid only until it returns.</param>
    /// <exception cref="EngineRefusedException">The engine refused the inputs.</exception>
    void Record(ImmutableArray<NumericArray> inputs, RecordRequest request, Action<PassRecord> look);
}

/// <summary>Which rows one pass records.</summary>
/// <param name="Rows">
/// int64 [blocks, width]: the indices of rows of each block's output, or of positions of its feature maps, padded with −1.
/// With width 0 only shapes are recorded.
/// </param>
/// <param name="Places">int64 [blocks, 2]: the segments of each block's input and of its output; −1 if it belongs to none.</param>
/// <param name="Projection">The projection of wide targets, float32 [width, columns].</param>
/// <param name="Fits">int64 [segments]: 1 if affine maps are fitted, otherwise 0.</param>
public sealed record RecordRequest(NumericArray Rows, NumericArray Places, NumericArray Projection, NumericArray Fits)
{
    /// <summary>
    /// int64 [blocks, width]: indices into a row of each block's output, from which its Gram matrices are estimated: those of a first
    /// half, then those of an independent second one, and in a half channel by channel, as many of each. Padded with −1; a block with no
    /// indices is measured whole, and with width 0 all are.
    /// </summary>
    public NumericArray Features { get; init; } = NumericArray.Of(ReadOnlySpan<long>.Empty, 0, 0);
}

/// <summary>What one pass recorded.</summary>
/// <param name="Blocks">One record per call of a block, in execution order.</param>
/// <param name="Segments">One record per segment of streams of the same shape.</param>
public sealed record PassRecord(ImmutableArray<BlockRecord> Blocks, ImmutableArray<SegmentRecord> Segments);
