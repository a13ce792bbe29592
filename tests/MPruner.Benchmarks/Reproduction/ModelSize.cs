using MPruner.Core;

namespace MPruner.Benchmarks.Reproduction;

/// <summary>How much of a model's parameters went.</summary>
/// <param name="subject">The original.</param>
internal sealed class ModelSize(Subject subject)
{
    /// <summary>Parameters of the original.</summary>
    public long All { get; } = subject.Program.ParameterCount;

    /// <summary>Those in the blocks of its chains.</summary>
    public long InBlocks { get; } = subject.Blocks.Sum(b => subject.Program.CountParameters(b.Module));

    /// <summary>What went, as shares, 0 to 1, of all and of those in blocks; a stitch's own parameters are taken off.</summary>
    /// <param name="left">Parameters that are left.</param>
    public (double OfAll, double OfBlocks) Gone(long left) => ((All - left) / (double)All, (All - left) / (double)InBlocks);
}
