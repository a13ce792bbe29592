using MPruner.ScriptModels.Ports;
using MPruner.Tool.Files;
using MPruner.Tool.Reporting;
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

/// <summary>Completes a result's JSON by what only a command knows.</summary>
internal static class JsonObject
{
    /// <summary>The object of one command.</summary>
    /// <param name="result">What was found.</param>
    /// <param name="model">The model.</param>
    /// <param name="output">The written or the compared model: path and hash; null where there is none.</param>
    /// <param name="options">What was chosen; null where the command runs nothing.</param>
    public static JObject Of(PruningResult result, ModelFile model, (string Path, string Sha256)? output, PruningOptions? options)
    {
        var json = new JObject { ["model"] = new JObject { ["path"] = model.Path, ["sha256"] = model.Sha256 } };
        if (output is { } file)
        {
            json["output"] = new JObject { ["path"] = file.Path, ["sha256"] = file.Sha256 };
        }

        json.Merge(ReportJson.Write(result));
        if (options is not null)
        {
            json["threads"] = options.Threads;
            json["seed"] = options.Seed;
        }

        return json;
    }
}
