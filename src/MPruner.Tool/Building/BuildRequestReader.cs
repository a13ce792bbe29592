using System.Collections.Immutable;
using MPruner.Core.Clustering;
using MPruner.Tool.Commands;
using MPruner.Tool.Files;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace MPruner.Tool.Building;

/// <summary>Reads a build request and refuses every member that it does not know: a misspelt option must not be ignored.</summary>
internal static class BuildRequestReader
{
    /// <summary>Reads and checks a request.</summary>
    /// <param name="path">The request's file.</param>
    /// <param name="defaults">The values of options that a model does not set.</param>
    /// <exception cref="ToolException"><c>MPR3101</c> no such file, <c>MPR5002</c> an option out of range, <c>MPR5004</c> a malformed request.</exception>
    public static BuildRequest Read(string path, PruningOptions defaults)
    {
        var text = System.Text.Encoding.UTF8.GetString(InputFile.Read(path));
        try
        {
            using var reader = new JsonTextReader(new StringReader(text)) { DateParseHandling = DateParseHandling.None, MaxDepth = 16 };
            var root = JObject.Load(reader, new JsonLoadSettings { DuplicatePropertyNameHandling = DuplicatePropertyNameHandling.Error });
            Expect(path, root, "request", "models", "cacheDirectory", "useCache");
            return root["models"] is JArray models
                ? new BuildRequest(
                    [.. models.Select((model, index) => ReadModel(path, model, $"models[{index}]", defaults))],
                    (string?)root["cacheDirectory"],
                    (bool?)root["useCache"] ?? true)
                : throw Fault(path, "'models' is missing or no array.");
        }
        catch (Exception exception) when (exception is JsonException or ArgumentException or FormatException or OverflowException)
        {
            throw Fault(path, exception.Message);
        }
    }

    private static ModelRequest ReadModel(string path, JToken token, string where, PruningOptions defaults)
    {
        var model = token as JObject ?? throw Fault(path, $"{where} is no object.");
        Expect(path, model, where, "input", "calibration", "evaluation", "output", "report", "options");
        return new ModelRequest(
            Absolute(path, model, "input", where) ?? throw Fault(path, $"{where}.input is missing."),
            Absolute(path, model, "calibration", where) ?? throw Fault(path, $"{where}.calibration is missing."),
            Absolute(path, model, "evaluation", where),
            Absolute(path, model, "output", where) ?? throw Fault(path, $"{where}.output is missing."),
            Absolute(path, model, "report", where),
            ReadOptions(path, model["options"], $"{where}.options", defaults));
    }

    private static PruningOptions ReadOptions(string path, JToken? token, string where, PruningOptions options)
    {
        if (token is null)
        {
            return options;
        }

        var members = token as JObject ?? throw Fault(path, $"{where} is no object.");
        foreach (var (name, value) in members)
        {
            options = name switch
            {
                "threshold" => options with { Threshold = (double)value! },
                "clustering" => options with { Clustering = ReadWord<ClusteringRule>(path, value, $"{where}.clustering") },
                "maxDrop" => options with { MaxDrop = (double)value! },
                "confidence" => options with { Confidence = (double)value! },
                "strategy" => options with { Strategy = ReadWord<PruningStrategy>(path, value, $"{where}.strategy") },
                "granularity" when Find(GranularityText.Find((string?)value), GranularityText.Expected) is var (first, last) => options with { FirstGranularity = first, LastGranularity = last },
                "recovery" => options with { Recovery = Find(RecoveryText.Find((string?)value), RecoveryText.Expected) },
                "epochs" => options with { Epochs = (int)value! },
                "freeze" => options with { Freeze = (bool)value! },
                "maxParameters" => options with { MaxParameters = (long)value! },
                "maxBytes" => options with { MaxBytes = (long)value! },
                "minReduction" => options with { MinReduction = (double)value! },
                "blocks" => options with { Blocks = (string?)value },
                "mask" => options with { Mask = (string?)value },
                "seed" => options with { Seed = (int)value! },
                "threads" => options with { Threads = (int)value!, TrainingThreads = (int)value! },
                "device" => options with { Device = (string)value! },
                _ => throw Fault(path, $"{where} has the unknown option '{name}'."),
            };

            T Find<T>(T? found, string expected)
                where T : struct => found ?? throw Fault(path, $"{where}.{name} is '{value}'; expected {expected}.");
        }

        OptionRanges.Check(options, path);
        return options;
    }

    private static T ReadWord<T>(string path, JToken? value, string where)
        where T : struct, Enum => OptionWords.Find<T>((string?)value) ?? throw Fault(path, $"{where} is '{value}'; expected one of {OptionWords.List<T>()}.");

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

    private static ToolException Fault(string path, string finding) =>
        new("MPR5004", path, $"The build request is malformed: {finding} It is written by the MPruner.Build package; use the package and the tool of one version.");
}
