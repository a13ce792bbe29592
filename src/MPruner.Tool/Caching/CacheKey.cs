using System.Globalization;
using MPruner.Shared.Files;
using MPruner.Tool.Options;
using Newtonsoft.Json;

namespace MPruner.Tool.Caching;

/// <summary>What a result depends on, and nothing else: no path, no framework, no configuration.</summary>
internal sealed record CacheKey
{
    /// <summary>Raised when what is stored, or what it means, changes.</summary>
    private const int Schema = 2;

    /// <summary>Stands for whichever engine made a result, where a machine has none itself.</summary>
    private const string Any = "any";

    /// <summary>SHA-256 of the model file.</summary>
    public required string Model { get; init; }

    /// <summary>SHA-256 of the calibration file.</summary>
    public required string Calibration { get; init; }

    /// <summary>SHA-256 of the evaluation file; null where the calibration data are split.</summary>
    public required string? Evaluation { get; init; }

    /// <summary>SHA-256 of the analysis that is used in place of measuring; null where the run measures.</summary>
    public string? Analysis { get; init; }

    /// <summary>The options of the run.</summary>
    public required PruningOptions Options { get; init; }

    /// <summary>The engine's name and version.</summary>
    public required string Engine { get; init; }

    /// <summary>The content of the native libraries that the engine has loaded.</summary>
    public required string Libraries { get; init; }

    /// <summary>The code that computes.</summary>
    public string Method { get; init; } = MethodVersion.Current;

    /// <summary>The user's own text, which keeps results apart on purpose.</summary>
    public string Universe { get; init; } = "";

    /// <summary>
    /// The key of a machine without libtorch, which takes a result of any machine with the version of libtorch that this code needs.
    /// </summary>
    public CacheKey OfAnyEngine => this with { Engine = Any, Libraries = Any };

    /// <summary>The key: SHA-256 of <see cref="ToJson"/>, in lower-case hexadecimal.</summary>
    public string Hash => ContentHash.OfText(ToJson());

    /// <summary>The canonical JSON: members in a fixed order, no white space, numbers in their shortest round-trip form.</summary>
    public string ToJson()
    {
        var text = new StringWriter(CultureInfo.InvariantCulture);
        using var json = new JsonTextWriter(text) { Formatting = Formatting.None, Culture = CultureInfo.InvariantCulture };
        json.WriteStartObject();
        Member("schema", Schema);
        Member("model", Model);
        Member("calibration", Calibration);
        Member("evaluation", Evaluation);
        Member("analysis", Analysis);
        json.WritePropertyName("options");
        json.WriteStartObject();
        Member("threshold", Options.Threshold);
        Member("clustering", OptionWords.Of(Options.Clustering));
        Member("metric", OptionWords.Of(Options.Metric));
        Member("maxDrop", Options.MaxDrop);
        Member("confidence", Options.Confidence);
        Member("strategy", OptionWords.Of(Options.Strategy));
        Member("firstGranularity", Options.FirstGranularity);
        Member("lastGranularity", Options.LastGranularity);
        Member("recovery", RecoveryText.Of(Options.Recovery));
        Member("epochs", Options.Epochs);
        Member("freeze", Options.Freeze);
        Member("width", Options.Width);
        Member("widthCriterion", OptionWords.Of(Options.WidthCriterion));
        Member("storage", OptionWords.Of(Options.Storage));
        Member("maxParameters", Options.MaxParameters);
        Member("maxBytes", Options.MaxBytes);
        Member("minReduction", Options.MinReduction);
        Member("blocks", Options.Blocks);
        Member("mask", Options.Mask);
        Member("gramRows", Options.GramRows);
        Member("standardised", Options.Standardised);
        json.WriteEndObject();
        Member("seed", Options.Seed);
        Member("method", Method);
        Member("universe", Universe);
        Member("engine", Engine);
        Member("libraries", Libraries);
        Member("device", Options.Device.Split(':')[0]);
        Member("threads", Options.Threads);
        Member("trainingThreads", Options.TrainingThreads);
        json.WriteEndObject();
        return text.ToString();

        void Member(string name, object? value)
        {
            json.WritePropertyName(name);
            json.WriteValue(value);
        }
    }
}
