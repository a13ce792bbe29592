using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using MPruner.Core.Measuring;
using MPruner.Core.Pipeline;
using MPruner.Tool.Files;
using MPruner.Tool.Reporting;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace MPruner.Tool.Analyses;

/// <summary>A file that <c>analyze --partial</c> or <c>merge</c> wrote.</summary>
/// <param name="Identity">What the sums depend on.</param>
/// <param name="Shard">Which part it is; null for all parts together.</param>
/// <param name="Sums">The sums. Their name is that of the file.</param>
internal sealed record AnalysisFile(JObject Identity, Shard? Shard, AnalysisSums Sums)
{
    private const int Schema = 2;
    private const string Checksum = "sha256";

    /// <summary>The file.</summary>
    public string Path => Sums.Name;

    /// <summary>The name of the model's file.</summary>
    public required string Model { get; init; }

    /// <summary>The SHA-256 of the model.</summary>
    public string ModelHash => (string)Identity["model"]!;

    /// <summary>Reads a file.</summary>
    /// <exception cref="ToolException"><c>MPR3101</c>: missing; <c>MPR3501</c>: no such file, or damaged.</exception>
    public static AnalysisFile Read(string path)
    {
        var bytes = InputFile.Read(path);
        try
        {
            var json = Parse(bytes);
            if ((int?)json["schema"] is not Schema and var schema)
            {
                throw Damaged(path, $"its schema is {schema?.ToString(CultureInfo.InvariantCulture) ?? "missing"}; expected {Schema}");
            }

            var recorded = (string?)json[Checksum];
            json.Remove(Checksum);
            var file = recorded == Hash(json) ? Read(path, json) : throw Damaged(path, "its content is not what was written");
            return SumsShape.FaultOf(file.Sums) is { } fault ? throw Damaged(path, fault) : file;
        }
        catch (Exception exception) when (exception is JsonException or ArgumentException
            or FormatException or InvalidCastException or OverflowException)
        {
            throw Damaged(path, exception.Message, exception);
        }
    }

    /// <summary>Reads a file of all parts.</summary>
    /// <exception cref="ToolException"><c>MPR3101</c>: missing; <c>MPR3501</c>: no such file, or damaged.</exception>
    public static AnalysisFile ReadWhole(string path)
    {
        var file = Read(path);
        return file.Shard is null
            ? file
            : throw new ToolException(
                "MPR3501",
                path,
                $"This is part {ShardText.Of(file.Shard)} of an analysis; expected all of it. Add the parts up with 'mpruner merge'.");
    }

    /// <summary>Writes the file.</summary>
    /// <exception cref="ToolException"><c>MPR5006</c>: it cannot be written.</exception>
    public void Write()
    {
        var json = new JObject
        {
            ["schema"] = Schema,
            ["identity"] = Identity,
            ["shard"] = Shard is null ? null : ShardText.Of(Shard),
            ["model"] = new JObject { ["name"] = Model, ["parameters"] = Sums.Parameters, ["bytes"] = Sums.Bytes },
            ["warnings"] = new JArray(Sums.Warnings.Select(w => new JObject { ["code"] = w.Code, ["message"] = w.Message })),
            ["levels"] = new JArray(Sums.Levels.Select(SumsJson.Write)),
        };
        json[Checksum] = Hash(json);
        AtomicFile.Write(Path, Encoding.UTF8.GetBytes(ReportJson.Print(json)));
    }

    private static AnalysisFile Read(string path, JObject json)
    {
        if (json["identity"] is not JObject identity || json["model"] is not JObject model)
        {
            throw new FormatException("its identity or its model is missing");
        }

        var sums = new AnalysisSums
        {
            Name = path,
            Parameters = (long)model["parameters"]!,
            Bytes = (long)model["bytes"]!,
            Engine = (string)identity["engine"]!,
            Examples = (int)identity["examples"]!,
            ExampleOrder = (string)identity["exampleOrder"]!,
            Levels = [.. json["levels"]!.Select(SumsJson.Read)],
            Warnings = [.. json["warnings"]!.Select(w => new Diagnostic((string)w["code"]!, (string)w["message"]!))],
        };
        return new(identity, ShardText.Find((string?)json["shard"]), sums) { Model = (string)model["name"]! };
    }

    private static JObject Parse(byte[] bytes)
    {
        using var text = new StreamReader(new MemoryStream(bytes), Encoding.UTF8);
        using var reader = new JsonTextReader(text) { DateParseHandling = DateParseHandling.None, Culture = CultureInfo.InvariantCulture };
        return JObject.Load(reader);
    }

    /// <summary>The SHA-256 of the members: a digit that changed on the way would not be noticed otherwise.</summary>
    internal static string Hash(JObject json)
    {
        using var sha = SHA256.Create();
        using (var stream = new CryptoStream(Stream.Null, sha, CryptoStreamMode.Write))
        using (var writer = new JsonTextWriter(new StreamWriter(stream)) { Culture = CultureInfo.InvariantCulture })
        {
            json.WriteTo(writer);
        }

        return Convert.ToHexStringLower(sha.Hash!);
    }

    private static ToolException Damaged(string path, string finding, Exception? inner = null) => new(
        "MPR3501",
        path,
        $"This is no part of an analysis, or it is damaged: {finding}. "
        + "Expected what 'mpruner analyze --partial' or 'mpruner merge' wrote: copy the file again, or make it again.",
        inner);
}
