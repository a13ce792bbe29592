using MPruner.Core.Reports;
using MPruner.Shared.Reporting;
using MPruner.Shared.Requests;
using MPruner.Tool.Reporting;
using Newtonsoft.Json.Linq;

namespace MPruner.Tool.Running;

/// <summary>A result as JSON, completed by what only a command knows: files and options.</summary>
internal static class ResultJson
{
    /// <summary>The object of one command.</summary>
    /// <param name="command">The name of the command that repeats the run.</param>
    /// <param name="result">The result.</param>
    /// <param name="files">The files that it depends on, and the written one.</param>
    /// <param name="options">The options of the run; null where the command runs nothing.</param>
    public static JObject Of(string command, PruningResult result, ResultFiles files, PruningOptions? options)
    {
        var json = new JObject { ["command"] = command };
        Add(ReportPlace.Model, files.Model);
        Add(ReportPlace.Output, files.Output);
        Add(ReportPlace.Calibration, files.Calibration);
        Add(ReportPlace.Evaluation, files.Evaluation);
        Add(ReportPlace.Analysis, files.Analysis);
        json.Merge(ReportJson.Write(result));
        if (options is not null)
        {
            json["options"] = OptionsJson.Of(options);
            json[RequestOption.Threads] = options.Threads;
            json[RequestOption.Seed] = options.Seed;
        }

        return json;

        void Add(string name, FileReport? file)
        {
            if (file is not null)
            {
                json[name] = new JObject { ["path"] = file.Path, ["sha256"] = file.Sha256 };
            }
        }
    }
}
