using System.Collections.Immutable;
using MPruner.Core.Reports;
using MPruner.Shared.Reporting;
using MPruner.Shared.Requests;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace MPruner.Tool.Reporting;

/// <summary>A result with its files and options, as the JSON object of any command has it.</summary>
/// <param name="Command">The name of the command that repeats the run.</param>
/// <param name="Model">The model.</param>
/// <param name="Result">The result, without the written bytes.</param>
internal sealed record ReportDocument(string Command, FileReport Model, PruningResult Result)
{
    /// <summary>The written or the compared model; null where the command has none.</summary>
    public FileReport? Output { get; init; }

    /// <summary>The data, each by the name of what they were used for.</summary>
    public ImmutableArray<(string Use, FileReport File)> Data { get; init; } = [];

    /// <summary>The options by their names in a build request; empty where the command runs nothing.</summary>
    public ImmutableArray<OptionReport> Options { get; init; } = [];

    /// <summary>The largest accepted drop, in the metric's unit; null where the command runs nothing.</summary>
    public double? MaxDrop { get; init; }

    /// <summary>The least similarity of similar blocks, 0–1; null where the command runs nothing.</summary>
    public double? Threshold { get; init; }

    /// <summary>Whether only what pruning would measure was measured.</summary>
    public bool ForPruning { get; init; }

    /// <summary>Whether the command judged a model: removed from it, or compared it with its original.</summary>
    public bool IsJudgement => Output is not null;

    /// <summary>Reads the object of a command.</summary>
    /// <exception cref="FormatException">It is the object of no command, or damaged.</exception>
    public static ReportDocument Of(JObject json)
    {
        try
        {
            return Read(json);
        }
        catch (Exception exception) when (
            exception is ArgumentException or InvalidOperationException or InvalidCastException or OverflowException
            or FormatException or JsonException)
        {
            var finding = $"This JSON is not the result of a command of mpruner, or it is damaged: {exception.Message}";
            throw new FormatException(finding, exception);
        }
    }

    private static ReportDocument Read(JObject json)
    {
        var model = File(json, ReportPlace.Model) ?? throw new FormatException("It has no model.");
        var document = new ReportDocument(JsonMember.Text(json, "command"), model, ReportJson.Read(json))
        {
            Output = File(json, ReportPlace.Output),
            Data =
            [
                .. new[] { ReportPlace.Calibration, ReportPlace.Evaluation, ReportPlace.Analysis }
                    .Select(use => (Use: use, File: File(json, use)!))
                    .Where(data => data.File is not null),
            ],
            ForPruning = (bool?)json["forPruning"] ?? false,
        };
        foreach (var chain in document.Result.Chains)
        {
            Check(chain);
        }

        return json["options"] is not JObject options
            ? document
            : document with
            {
                Options = OptionReport.Read(options, (int)json[RequestOption.Threads]!, (int)json[RequestOption.Seed]!),
                MaxDrop = (double?)options[RequestOption.MaxDrop],
                Threshold = (double?)options[RequestOption.Threshold],
            };
    }

    private static void Check(ChainReport chain)
    {
        var count = chain.Blocks.Length;
        if (count == 0
            || chain.Cka is { } raw && raw.Size != count
            || chain.CkaStandardised is { } standardised && standardised.Size != count
            || chain.Clusters.Any(cluster => cluster.IsEmpty || cluster.Any(i => i < 0 || i >= count)))
        {
            throw new FormatException($"The chain '{chain.Path}' has similarities or clusters of blocks that it does not have.");
        }
    }

    private static FileReport? File(JObject json, string name) =>
        json[name] is { } file ? new FileReport(JsonMember.Text(file, "path"), JsonMember.Text(file, "sha256")) : null;
}
