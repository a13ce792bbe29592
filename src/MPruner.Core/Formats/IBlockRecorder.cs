using System.Collections.Immutable;
using MPruner.Core.Ports;

namespace MPruner.Core.Formats;

/// <summary>A loaded model that records what its blocks read and write while it runs. Only sums over rows leave it.</summary>
public interface IBlockRecorder : IDisposable
{
    /// <summary>Runs one Gram group.</summary>
    /// <param name="inputs">The arguments in order.</param>
    /// <param name="request">Which rows are looked at.</param>
    /// <param name="look">Is given the records; the data of their arrays are valid until it returns.</param>
    /// <exception cref="EngineRefusedException">The engine refused the inputs.</exception>
    void Record(ImmutableArray<NumericArray> inputs, RecordRequest request, Action<PassRecord> look);
}

/// <summary>Which rows one pass records.</summary>
/// <param name="Rows">int64 [blocks, width]: which rows of each block's output, or which positions of its maps; −1 fills up. Width 0 asks for shapes alone.</param>
/// <param name="Places">int64 [blocks, 2]: the segment of what a block reads, and of what it writes; −1 = of none.</param>
/// <param name="Projection">The projection of wide targets, float32 [width, columns].</param>
/// <param name="Fits">int64 [segments]: 1 where affine maps are fitted.</param>
public sealed record RecordRequest(NumericArray Rows, NumericArray Places, NumericArray Projection, NumericArray Fits);

/// <summary>What one pass recorded.</summary>
/// <param name="Blocks">Every call of a block, in order of execution.</param>
/// <param name="Segments">The segments of equally wide streams.</param>
public sealed record PassRecord(ImmutableArray<BlockRecord> Blocks, ImmutableArray<SegmentRecord> Segments);
