using System.Collections.Immutable;
using MPruner.Core.Measuring;
using MPruner.Core.Reports;

namespace MPruner.Core.Pipeline;

/// <summary>What one shard measured, or several together, as sums: those of other shards can be added.</summary>
public sealed record AnalysisSums
{
    /// <summary>Where the sums are from, for messages.</summary>
    public required string Name { get; init; }

    /// <summary>The number of parameters of the model.</summary>
    public required long Parameters { get; init; }

    /// <summary>The size of the model's file in bytes.</summary>
    public required long Bytes { get; init; }

    /// <summary>The engine that ran the model.</summary>
    public required string Engine { get; init; }

    /// <summary>The number of examples in all shards.</summary>
    public required int Examples { get; init; }

    /// <summary>The SHA-256 of the examples' positions in the data file, in the order in which they are cut into groups.</summary>
    public required string ExampleOrder { get; init; }

    /// <summary>
    /// The chains that were measured; a further level for each time that measuring showed them to be others. The last one is reported.
    /// </summary>
    public ImmutableArray<AnalysisLevel> Levels { get; init; } = [];

    /// <summary>The warnings, without those that only all groups together show.</summary>
    public ImmutableArray<Diagnostic> Warnings { get; init; } = [];

    /// <summary>The number of groups.</summary>
    public int Groups => Levels.IsEmpty ? 0 : Levels[0].Sums.Groups;
}

/// <summary>Chains that were measured.</summary>
/// <param name="Chains">The chains as they are known without running them.</param>
/// <param name="Sums">The sums.</param>
public sealed record AnalysisLevel(ImmutableArray<ChainReport> Chains, LevelSums Sums);
