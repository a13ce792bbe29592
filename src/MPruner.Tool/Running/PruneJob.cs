using MPruner.Core.Formats;
using MPruner.Core.Reports;
using MPruner.Tool.Caching;
using MPruner.Tool.Files;
using Newtonsoft.Json.Linq;

namespace MPruner.Tool.Running;

/// <summary>One model to prune.</summary>
/// <param name="Model">The TorchScript or ONNX file.</param>
/// <param name="Calibration">The data to measure on.</param>
/// <param name="Evaluation">The data to judge on; null splits the calibration data.</param>
/// <param name="Output">The file to write the model to; it changes only when its bytes do.</param>
/// <param name="Report">The file to write the report to, last of all; null writes none.</param>
/// <param name="Options">The options of the run.</param>
internal sealed record PruneJob(
    string Model, string Calibration, string? Evaluation, string Output, string? Report, PruningOptions Options)
{
    /// <summary>The file of <c>mpruner merge</c> that is used in place of measuring; null measures.</summary>
    public string? Analysis { get; init; }

    /// <summary>The file to write the report to as a page to read; null writes none.</summary>
    public string? Page { get; init; }

    /// <summary>The file to write the picture of the similarities to; null writes none.</summary>
    public string? HeatMap { get; init; }
}

/// <summary>The outcome of a job.</summary>
/// <param name="Result">What was found and done.</param>
/// <param name="Json">The object for <c>--json</c> and the report file.</param>
/// <param name="Origin">Where it comes from.</param>
internal sealed record FinishedJob(PruningResult Result, JObject Json, RunOrigin Origin);

/// <summary>Computes a result that the cache does not have.</summary>
internal delegate PruningResult Pruning(ModelFile model, PruneJob job, IModelFormat engine);
