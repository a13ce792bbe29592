using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using MPruner.Core.Reports;
using MPruner.Core.Similarity;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace MPruner.Tool.Reporting;

/// <summary>A result as the JSON object that every command prints: members in a fixed order, only those that the command knows.</summary>
/// <remarks>Similarities are 0–1 and null where undefined; numbers are written in their shortest form that reads back the same.</remarks>
internal static class ReportJson
{
    /// <summary>The members that every result of a prune has.</summary>
    private static readonly string[] OfPrune =
        ["parameters", "bytes", "chains", "removed", "narrowed", "verdicts", "warnings", "timings", "engine"];

    /// <summary>The result's own members, without files.</summary>
    public static JObject Write(PruningResult result)
    {
        var json = new JObject();
        if (result.Signature is { } signature)
        {
            json["signature"] = signature;
        }

        json["parameters"] = Change(result.Parameters);
        json["bytes"] = Change(result.Bytes);
        json["chains"] = new JArray(result.Chains.Select(Chain));
        if (result.Output is not null)
        {
            json["removed"] = new JArray(result.Removed);
            json["narrowed"] = VerdictJson.Write(result.Narrowed);
            json["storage"] = VerdictJson.Write(result.Stored);
            json["verdicts"] = new JArray(result.Verdicts.Select(VerdictJson.Write));
        }

        if (result.Quality is { } quality)
        {
            json["quality"] = Quality(quality);
        }

        if (result.Examples is { } examples)
        {
            json["examples"] = Examples(examples);
        }

        if (result.Output is not null || !result.Warnings.IsEmpty)
        {
            json["warnings"] = new JArray(result.Warnings.Select(Warning));
        }

        json["timings"] = Timings(result.Timings);
        json["engine"] = result.Engine;
        return json;
    }

    /// <summary>JSON with indents, line feeds and a line feed at the end.</summary>
    public static string Print(JToken json)
    {
        var text = new StringWriter(CultureInfo.InvariantCulture) { NewLine = "\n" };
        using (var writer = new JsonTextWriter(text))
        {
            writer.Formatting = Formatting.Indented;
            writer.Culture = CultureInfo.InvariantCulture;
            writer.FloatFormatHandling = FloatFormatHandling.DefaultValue;
            Print(json, writer);
        }

        return text + "\n";
    }

    /// <summary>An array of plain values takes one line: a matrix reads as one.</summary>
    private static void Print(JToken json, JsonTextWriter writer)
    {
        switch (json)
        {
            case JObject members:
                writer.WriteStartObject();
                foreach (var (name, value) in members)
                {
                    writer.WritePropertyName(name);
                    Print(value!, writer);
                }

                writer.WriteEndObject();
                break;
            case JArray items:
                writer.WriteStartArray();
                writer.Formatting = items.All(item => item is JValue) ? Formatting.None : Formatting.Indented;
                foreach (var item in items)
                {
                    Print(item, writer);
                }

                writer.WriteEndArray();
                writer.Formatting = Formatting.Indented;
                break;
            default:
                json.WriteTo(writer);
                break;
        }
    }

    /// <summary>What is kept in the cache.</summary>
    public static byte[] Pack(PruningResult result) => Encoding.UTF8.GetBytes(Print(Write(result)));

    /// <summary>The result that <see cref="Pack"/> wrote.</summary>
    /// <param name="packed">The bytes.</param>
    /// <param name="output">The model beside it.</param>
    public static PruningResult Unpack(byte[] packed, byte[] output) => Read(Load(packed)) with { Output = output };

    /// <summary>The report of a prune as a command printed it.</summary>
    /// <returns>The model's file as the user named it, and the result without the model.</returns>
    /// <exception cref="JsonException">It is not JSON.</exception>
    /// <exception cref="FormatException">It is another JSON.</exception>
    public static (string Model, PruningResult Result) ReadPrune(byte[] report)
    {
        var json = Load(report);
        return (string?)json["model"]?["path"] is { } model && OfPrune.All(json.ContainsKey)
            ? (model, Read(json))
            : throw new FormatException("This JSON is not the report of a prune.");
    }

    /// <summary>The JSON object in a file's bytes.</summary>
    /// <exception cref="JsonException">It is not JSON, or no object.</exception>
    public static JObject Load(byte[] json)
    {
        using var text = new StringReader(Encoding.UTF8.GetString(json));
        using var reader = new JsonTextReader(text) { DateParseHandling = DateParseHandling.None };
        return JObject.Load(reader);
    }

    /// <summary>The result in the object of any command, without the model.</summary>
    public static PruningResult Read(JObject json) => new()
    {
        Parameters = ReadChange(JsonMember.Of(json, "parameters")),
        Bytes = ReadChange(JsonMember.Of(json, "bytes")),
        Chains = [.. JsonMember.Of(json, "chains").Select(ReadChain)],
        Removed = json["removed"] is { } removed ? Texts(removed) : [],
        Narrowed = json["narrowed"] is { } narrowed ? VerdictJson.ReadNarrowed(narrowed) : [],
        Stored = VerdictJson.ReadStored(json["storage"]),
        Verdicts = json["verdicts"] is { } verdicts ? [.. verdicts.Select(VerdictJson.Read)] : [],
        Quality = json["quality"] is { } quality ? ReadQuality(quality) : null,
        Examples = json["examples"] is { } examples ? ReadExamples(examples) : null,
        Timings = ReadTimings(JsonMember.Of(json, "timings")),
        Engine = (string?)json["engine"] ?? "",
        Warnings = json["warnings"] is { } warnings ? [.. warnings.Select(ReadWarning)] : [],
    };

    private static Diagnostic ReadWarning(JToken json) => new(JsonMember.Text(json, "code"), JsonMember.Text(json, "message"));

    private static JObject Warning(Diagnostic warning) => new() { ["code"] = warning.Code, ["message"] = warning.Message };

    private static JObject Change(Change change) => new() { ["before"] = change.Before, ["after"] = change.After };

    private static Change ReadChange(JToken json) => new((long)json["before"]!, (long?)json["after"]);

    private static JObject Chain(ChainReport chain)
    {
        var json = new JObject
        {
            ["path"] = chain.Path,
            ["blocks"] = new JArray(chain.Blocks.Select(BlockJson.Write)),
        };
        if (chain.Cka is { } cka)
        {
            json["cka"] = Matrix(cka);
        }

        if (chain.CkaStandardised is { } standardised)
        {
            json["ckaStandardised"] = Matrix(standardised);
        }

        if (!chain.Clusters.IsEmpty)
        {
            json["clusters"] = new JArray(chain.Clusters.Select(cluster => new JArray(cluster)));
        }

        if (!chain.Runs.IsEmpty)
        {
            json["runs"] = new JArray(chain.Runs.Select(run => new JObject
            {
                ["blocks"] = new JArray(run.Blocks),
                ["cka"] = run.Cka,
                ["ckaStandardised"] = run.CkaStandardised,
                ["cosine"] = run.Cosine,
                ["deletionError"] = run.DeletionError,
                ["affineR2"] = run.AffineR2,
            }));
        }

        return json;
    }

    private static ChainReport ReadChain(JToken json) =>
        new(JsonMember.Text(json, "path"), [.. JsonMember.Of(json, "blocks").Select(BlockJson.Read)])
        {
            Cka = json["cka"] is { } cka ? ReadMatrix(cka) : null,
            CkaStandardised = json["ckaStandardised"] is { } standardised ? ReadMatrix(standardised) : null,
            Clusters = json["clusters"] is { } clusters ? [.. clusters.Select(Indices)] : [],
            Runs = json["runs"] is { } runs ? [.. runs.Select(ReadRun)] : [],
        };

    private static RunReport ReadRun(JToken json) => new(
        Texts(json["blocks"]!),
        (double?)json["cka"],
        (double?)json["ckaStandardised"],
        (double?)json["cosine"],
        (double?)json["deletionError"],
        (double?)json["affineR2"]);

    private static JArray Matrix(SimilarityMatrix matrix)
    {
        var indices = Enumerable.Range(0, matrix.Size).ToArray();
        return new JArray(indices.Select(i => new JArray(indices.Select(j => new JValue(matrix[i, j])))));
    }

    private static SimilarityMatrix ReadMatrix(JToken json)
    {
        var rows = (JArray)json;
        if (rows.Any(row => row.Count() != rows.Count))
        {
            throw new FormatException($"'{json.Path}' is no square matrix.");
        }

        var matrix = new SimilarityMatrix(rows.Count);
        for (var i = 0; i < rows.Count; i++)
        {
            for (var j = 0; j < rows.Count; j++)
            {
                matrix[i, j] = (double?)rows[i][j];
            }
        }

        return matrix;
    }

    private static JObject Quality(QualityReport quality) => new()
    {
        ["metric"] = quality.Metric,
        ["before"] = quality.Before,
        ["after"] = quality.After,
        ["drop"] = quality.Drop,
        ["interval"] = new JArray(quality.Low, quality.High),
        ["bound"] = quality.Bound,
        ["examples"] = quality.Examples,
        ["accepted"] = quality.Accepted,
    };

    private static QualityReport ReadQuality(JToken json) => new(
        JsonMember.Text(json, "metric"),
        (double?)json["before"],
        (double?)json["after"],
        (double)json["drop"]!,
        (double)JsonMember.Of(json, "interval")[0]!,
        (double)JsonMember.Of(json, "interval")[1]!,
        (double)json["bound"]!,
        (int)json["examples"]!,
        (bool)json["accepted"]!);

    private static JObject Examples(ExampleCounts examples) => new()
    {
        ["measured"] = examples.Measured,
        ["calibrate"] = examples.Calibrate,
        ["tune"] = examples.Tune,
        ["accept"] = examples.Accept,
    };

    private static ExampleCounts ReadExamples(JToken json) =>
        new((int)json["measured"]!, (int)json["calibrate"]!, (int)json["tune"]!, (int)json["accept"]!);

    private static JObject Timings(Timings timings) => new()
    {
        ["load"] = timings.Load,
        ["forward"] = timings.Forward,
        ["analysis"] = timings.Analysis,
        ["recovery"] = timings.Recovery,
        ["evaluation"] = timings.Evaluation,
    };

    private static Timings ReadTimings(JToken json) => new()
    {
        Load = (double?)json["load"],
        Forward = (double?)json["forward"],
        Analysis = (double?)json["analysis"],
        Recovery = (double?)json["recovery"],
        Evaluation = (double?)json["evaluation"],
    };

    private static ImmutableArray<int> Indices(JToken json) => [.. json.Select(index => (int)index)];

    private static ImmutableArray<string> Texts(JToken json) => [.. json.Select(text => (string)text!)];
}
