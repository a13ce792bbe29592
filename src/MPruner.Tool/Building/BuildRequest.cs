using System.Collections.Immutable;

namespace MPruner.Tool.Building;

/// <summary>What the MSBuild task asks of <c>mpruner build REQUEST.json</c>; docs/build-request.md is its schema.</summary>
/// <param name="Models">The models, worked on one after the other. A failure of one does not keep the others from being done.</param>
/// <param name="CacheDirectory">Where results are kept; null takes the platform's cache folder.</param>
/// <param name="UseCache">Whether results are looked up and kept at all.</param>
internal sealed record BuildRequest(ImmutableArray<ModelRequest> Models, string? CacheDirectory, bool UseCache);

/// <summary>One model of a request. All paths are absolute.</summary>
/// <param name="Input">The TorchScript file.</param>
/// <param name="Calibration">What is measured on.</param>
/// <param name="Evaluation">What is judged on; null splits the calibration data.</param>
/// <param name="Output">Where the model to ship goes; written only when its bytes change.</param>
/// <param name="Report">Where the report goes; written last, so that a model without one has failed. Null writes none.</param>
/// <param name="Options">What was chosen; the rest has the tool's defaults.</param>
internal sealed record ModelRequest(string Input, string Calibration, string? Evaluation, string Output, string? Report, PruningOptions Options);
