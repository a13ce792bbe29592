using MPruner.Tool.Files;

namespace MPruner.Tool.Running;

/// <summary>One model to measure.</summary>
/// <param name="Model">The model.</param>
/// <param name="Calibration">The data to measure on.</param>
/// <param name="Options">The options of the run.</param>
internal sealed record AnalyzeJob(ModelFile Model, string Calibration, PruningOptions Options)
{
    /// <summary>Whether plain passes are timed, too.</summary>
    public bool CompareForward { get; init; }

    /// <summary>Whether all runs of blocks that may be removed are reported.</summary>
    public bool AllRuns { get; init; }

    /// <summary>Whether only the examples are measured that pruning would measure.</summary>
    public bool ForPruning { get; init; }

    /// <summary>The evaluation data of that pruning; null if there are none.</summary>
    public string? Evaluation { get; init; }
}
