using MPruner.Core.Ports;
using MPruner.Tool.Files;
using Newtonsoft.Json.Linq;

namespace MPruner.Tool.Running;

/// <summary>One model to prune.</summary>
/// <param name="Model">The TorchScript file.</param>
/// <param name="Calibration">What is measured on.</param>
/// <param name="Evaluation">What is judged on; null splits the calibration data.</param>
/// <param name="Output">Where the model to ship goes.</param>
/// <param name="Report">Where the report goes; null writes none.</param>
/// <param name="Options">What was chosen.</param>
internal sealed record PruneJob(string Model, string Calibration, string? Evaluation, string Output, string? Report, PruningOptions Options);

/// <summary>A job that is done.</summary>
/// <param name="Result">What was found and did.</param>
/// <param name="Json">The object for <c>--json</c> and the report file.</param>
/// <param name="FromCache">Whether it had been done before.</param>
internal sealed record FinishedJob(PruningResult Result, JObject Json, bool FromCache);

/// <summary>Computes a result that the cache does not have.</summary>
internal delegate PruningResult Pruning(ModelFile model, PruneJob job, IModelEngine engine);
