using MPruner.Core.Reports;
using MPruner.Tool.Reporting;
using Newtonsoft.Json.Linq;

namespace MPruner.Tool.Running;

/// <summary>A result as JSON, completed by what only a command knows: files and options.</summary>
internal static class ResultJson
{
    /// <summary>The object of one command.</summary>
    /// <param name="result">The result.</param>
    /// <param name="model">The model: path and hash.</param>
    /// <param name="output">The written or the compared model: path and hash; null where there is none.</param>
    /// <param name="options">The options of the run; null where the command runs nothing.</param>
    public static JObject Of(
        PruningResult result, (string Path, string Sha256) model, (string Path, string Sha256)? output, PruningOptions? options)
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
