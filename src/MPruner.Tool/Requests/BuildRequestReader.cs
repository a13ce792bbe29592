using System.Collections.Immutable;
using MPruner.Shared.Options;
using MPruner.Shared.Requests;
using MPruner.Tool.Files;
using MPruner.Tool.Options;
using MPruner.Tool.Running;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace MPruner.Tool.Requests;

/// <summary>Reads a build request and refuses every member that it does not know: a misspelt option must not be ignored.</summary>
internal static class BuildRequestReader
{
    private static readonly string[] Members =
        [RequestMember.Models, RequestMember.CacheDirectory, RequestMember.CacheUniverse, RequestMember.UseCache];

    private static readonly string[] ModelMembers =
    [
        RequestMember.Input,
        RequestMember.Calibration,
        RequestMember.Evaluation,
        RequestMember.Analysis,
        RequestMember.Output,
        RequestMember.Report,
        RequestMember.Page,
        RequestMember.Options,
    ];

    /// <summary>Reads and checks a request.</summary>
    /// <param name="path">The request's file.</param>
    /// <param name="defaults">The values of options that a model does not set.</param>
    /// <exception cref="ToolException">
    /// <c>MPR3101</c>: no such file; <c>MPR5002</c>: an option out of range; <c>MPR5004</c>: a malformed request.
    /// </exception>
    public static BuildRequest Read(string path, PruningOptions defaults)
    {
        var text = System.Text.Encoding.UTF8.GetString(InputFile.Read(path));
        try
        {
            using var reader = new JsonTextReader(new StringReader(text)) { DateParseHandling = DateParseHandling.None, MaxDepth = 16 };
            var root = JObject.Load(reader, new JsonLoadSettings { DuplicatePropertyNameHandling = DuplicatePropertyNameHandling.Error });
            Expect(path, root, "request", Members);
            return root[RequestMember.Models] is JArray models
                ? new BuildRequest(
                    [.. models.Select((model, index) => ReadModel(path, model, $"models[{index}]", defaults))],
                    (string?)root[RequestMember.CacheDirectory],
                    (bool?)root[RequestMember.UseCache] ?? true)
                {
                    CacheUniverse = (string?)root[RequestMember.CacheUniverse],
                }
                : throw Fault(path, "'models' is missing or not an array.");
        }
        catch (Exception exception) when (exception is JsonException or ArgumentException or FormatException or OverflowException)
        {
            throw Fault(path, exception.Message);
        }
    }

    private static PruneJob ReadModel(string path, JToken token, string where, PruningOptions defaults)
    {
        var model = token as JObject ?? throw Fault(path, $"{where} is not an object.");
        Expect(path, model, where, ModelMembers);
        return new PruneJob(
            Absolute(path, model, RequestMember.Input, where) ?? throw Fault(path, $"{where}.input is missing."),
            Absolute(path, model, RequestMember.Calibration, where) ?? throw Fault(path, $"{where}.calibration is missing."),
            Absolute(path, model, RequestMember.Evaluation, where),
            Absolute(path, model, RequestMember.Output, where) ?? throw Fault(path, $"{where}.output is missing."),
            Absolute(path, model, RequestMember.Report, where),
            ReadOptions(path, model[RequestMember.Options], $"{where}.options", defaults))
        {
            Analysis = Absolute(path, model, RequestMember.Analysis, where),
            Page = Absolute(path, model, RequestMember.Page, where),
        };
    }

    private static PruningOptions ReadOptions(string path, JToken? token, string where, PruningOptions options)
    {
        if (token is null)
        {
            return options;
        }

        var members = token as JObject ?? throw Fault(path, $"{where} is not an object.");
        foreach (var (name, value) in members)
        {
            options = name switch
            {
                RequestOption.Threshold => options with { Threshold = (double)value! },
                RequestOption.Clustering => options with { Clustering = ReadWord<ClusteringRule>(path, value, $"{where}.{name}") },
                RequestOption.Metric => options with { Metric = ReadWord<QualityMetric>(path, value, $"{where}.{name}") },
                RequestOption.MaxDrop => options with { MaxDrop = (double)value! },
                RequestOption.Confidence => options with { Confidence = (double)value! },
                RequestOption.Strategy => options with { Strategy = ReadWord<PruningStrategy>(path, value, $"{where}.{name}") },
                RequestOption.Granularity => WithGranularity(Find(GranularityText.Find((string?)value), GranularityText.Expected)),
                RequestOption.Recovery => options with { Recovery = Find(RecoveryText.Find((string?)value), RecoveryWords.Expected) },
                RequestOption.Epochs => options with { Epochs = (int)value! },
                RequestOption.Freeze => options with { Freeze = (bool)value! },
                RequestOption.Width => options with { Width = (bool)value! },
                RequestOption.WidthCriterion =>
                    options with { WidthCriterion = ReadWord<WidthCriterion>(path, value, $"{where}.{name}") },
                RequestOption.Storage => options with { Storage = ReadWord<WeightStorage>(path, value, $"{where}.{name}") },
                RequestOption.MaxParameters => options with { MaxParameters = (long)value! },
                RequestOption.MaxBytes => options with { MaxBytes = (long)value! },
                RequestOption.MinReduction => options with { MinReduction = (double)value! },
                RequestOption.Blocks => options with { Blocks = (string?)value },
                RequestOption.Mask => options with { Mask = (string?)value },
                RequestOption.Seed => options with { Seed = (int)value! },
                RequestOption.Threads => options with { Threads = (int)value!, TrainingThreads = (int)value! },
                RequestOption.Device => options with { Device = (string)value! },
                _ => throw Fault(path, $"{where} has the unknown option '{name}'."),
            };

            PruningOptions WithGranularity((int First, int Last) steps) =>
                options with { FirstGranularity = steps.First, LastGranularity = steps.Last };

            T Find<T>(T? found, string expected)
                where T : struct => found ?? throw Fault(path, $"{where}.{name} is '{value}'; expected {expected}.");
        }

        OptionRanges.Check(options, path);
        return options;
    }

    private static T ReadWord<T>(string path, JToken? value, string where)
        where T : struct, Enum =>
        OptionWords.Find<T>((string?)value) ?? throw Fault(path, $"{where} is '{value}'; expected one of {OptionWords.List<T>()}.");

    private static string? Absolute(string path, JObject model, string name, string where)
    {
        var value = (string?)model[name];
        return value is null || Path.IsPathFullyQualified(value)
            ? value
            : throw Fault(path, $"{where}.{name} is '{value}'; expected an absolute path.");
    }

    private static void Expect(string path, JObject members, string where, params ReadOnlySpan<string> names)
    {
        foreach (var property in members.Properties())
        {
            if (!names.Contains(property.Name))
            {
                throw Fault(path, $"{where} has the unknown member '{property.Name}'.");
            }
        }
    }

    private static ToolException Fault(string path, string finding) => new(
        "MPR5004",
        path,
        $"The build request is malformed: {finding} "
        + "The MPruner.Build package writes it; use the same version of the package and the tool.");
}
