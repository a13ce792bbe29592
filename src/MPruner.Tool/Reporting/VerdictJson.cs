using System.Collections.Immutable;
using MPruner.Core.Reports;
using MPruner.Tool.Options;
using Newtonsoft.Json.Linq;

namespace MPruner.Tool.Reporting;

/// <summary>What attempts changed and how they ended, as part of the JSON of a result.</summary>
internal static class VerdictJson
{
    /// <summary>How weights are stored.</summary>
    public static JObject Write(StoredWeights? stored) => stored is { Form: WeightStorage.Int8 }
        ? new() { ["form"] = OptionWords.Of(stored.Form), ["steps"] = stored.Steps }
        : new() { ["form"] = OptionWords.Of(stored?.Form ?? WeightStorage.Float32) };

    /// <summary>Reads how weights are stored.</summary>
    public static StoredWeights? ReadStored(JToken? json)
    {
        var stored = StoredWeights.In(OptionWords.Find<WeightStorage>((string?)json?["form"]) ?? WeightStorage.Float32);
        return stored is not null && json!["steps"] is { } steps ? stored with { Steps = (int)steps } : stored;
    }

    /// <summary>A verdict.</summary>
    public static JObject Write(Verdict verdict) => new()
    {
        ["run"] = new JArray(verdict.Run),
        ["narrowed"] = Write(verdict.Narrowed),
        ["storage"] = verdict.Stored is null ? null : Write(verdict.Stored),
        ["cka"] = verdict.Cka,
        ["ckaStandardised"] = verdict.CkaStandardised,
        ["cosine"] = verdict.Cosine,
        ["deletionError"] = verdict.DeletionError,
        ["affineR2"] = verdict.AffineR2,
        ["metric"] = verdict.Metric,
        ["drop"] = verdict.Drop,
        ["decision"] = verdict.Decision,
    };

    /// <summary>Reads a verdict.</summary>
    public static Verdict Read(JToken json) =>
        new(
            [.. JsonMember.Of(json, "run").Select(path => (string)path!)],
            (double?)json["cka"],
            (double?)json["ckaStandardised"],
            (double?)json["drop"],
            JsonMember.Text(json, "decision"))
        {
            Narrowed = ReadNarrowed(JsonMember.Of(json, "narrowed")),
            Stored = ReadStored(json["storage"] as JObject),
            Metric = (string?)json["metric"],
            Cosine = (double?)json["cosine"],
            DeletionError = (double?)json["deletionError"],
            AffineR2 = (double?)json["affineR2"],
        };

    /// <summary>The narrowed inner dimensions.</summary>
    public static JArray Write(ImmutableArray<NarrowedDimension> narrowed) => new(narrowed.Select(dimension => new JObject
    {
        ["block"] = dimension.Block,
        ["path"] = dimension.Path,
        ["unit"] = dimension.Unit,
        ["units"] = new JObject { ["before"] = dimension.Units.Before, ["after"] = dimension.Units.After },
        ["parameters"] = dimension.Parameters,
        ["criterion"] = OptionWords.Of(dimension.Criterion),
        ["error"] = dimension.Error,
    }));

    /// <summary>Reads the narrowed inner dimensions.</summary>
    public static ImmutableArray<NarrowedDimension> ReadNarrowed(JToken json) =>
    [
        .. json.Select(dimension => new NarrowedDimension(
            JsonMember.Text(dimension, "block"),
            JsonMember.Text(dimension, "path"),
            JsonMember.Text(dimension, "unit"),
            new Change((long)JsonMember.Of(dimension, "units")["before"]!, (long?)JsonMember.Of(dimension, "units")["after"]),
            (long)dimension["parameters"]!)
        {
            Criterion = OptionWords.Find<WidthCriterion>((string?)dimension["criterion"]) ?? WidthCriterion.Obs,
            Error = (double)dimension["error"]!,
        }),
    ];
}
