using System.Collections.Immutable;
using MPruner.Shared.Files;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace MPruner.Tool.Caching;

/// <summary>One thing that a key is made of.</summary>
/// <param name="Name">Its name in the key's JSON; options have the name that they have in a project.</param>
/// <param name="Value">Its value as JSON.</param>
internal sealed record KeyMember(string Name, string Value)
{
    private const string Unknown = "a member of another version's keys";

    private static readonly Dictionary<string, string> Meanings = new(StringComparer.Ordinal)
    {
        ["schema"] = "the format of results",
        ["model"] = "SHA-256 of the model file",
        ["calibration"] = "SHA-256 of the calibration data",
        ["evaluation"] = "SHA-256 of the evaluation data; null if calibration data are split",
        ["analysis"] = "SHA-256 of the merged analysis; null if the run measures",
        ["threshold"] = "similarity from which on blocks count as similar",
        ["clustering"] = "which blocks a cluster's new member must be similar to",
        ["metric"] = "how candidates are compared with the original",
        ["maxDrop"] = "largest accepted drop in quality",
        ["confidence"] = "level of the drop's upper bound",
        ["strategy"] = "how it is decided what is removed",
        ["firstGranularity"] = "first step through a cluster",
        ["lastGranularity"] = "last step through a cluster",
        ["recovery"] = "how the model is repaired",
        ["epochs"] = "most epochs of each training; null for the default",
        ["freeze"] = "whether only blocks beside a seam are trained",
        ["width"] = "whether blocks are narrowed",
        ["widthCriterion"] = "by what units are ordered",
        ["storage"] = "how weights are stored",
        ["maxParameters"] = "most parameters of the result",
        ["maxBytes"] = "most bytes of the result",
        ["minReduction"] = "share of the parameters that must be removed",
        ["blocks"] = "which blocks; null for those that are found",
        ["mask"] = "the padding mask's input; null for the one that is found",
        ["gramRows"] = "examples of a Gram matrix",
        ["standardised"] = "whether standardised similarities are measured, too",
        ["seed"] = "seed of the sampled rows and the splits",
        ["method"] = "the code of this version that computes",
        ["universe"] = "the user's own text",
        ["engine"] = "the engine and its version",
        ["libraries"] = "SHA-256 of libtorch's files",
        ["device"] = "kind of device",
        ["threads"] = "threads that run the model",
        ["trainingThreads"] = "threads that train it",
    };

    /// <summary>What it is, in plain English.</summary>
    public string Meaning => Meanings.GetValueOrDefault(Name, Unknown);

    /// <summary>Whether this version knows it.</summary>
    public bool IsKnown => Meanings.ContainsKey(Name);

    /// <summary>Everything that a key is made of.</summary>
    public static ImmutableArray<KeyMember> Of(CacheKey key) => Parse(key.ToJson());

    /// <summary>Everything that a stored key is made of; null where the text is not that key's.</summary>
    public static ImmutableArray<KeyMember>? Read(string key, string json) => ContentHash.OfText(json) == key ? Parse(json) : null;

    private static ImmutableArray<KeyMember> Parse(string json)
    {
        using var reader = new JsonTextReader(new StringReader(json)) { DateParseHandling = DateParseHandling.None };
        return
        [
            .. JObject.Load(reader).Descendants().OfType<JProperty>()
                .Where(property => property.Value is JValue)
                .Select(property => new KeyMember(property.Name, property.Value.ToString(Formatting.None))),
        ];
    }
}
