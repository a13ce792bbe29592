using System.Collections.Immutable;
using System.Runtime.InteropServices;
using MPruner.Core.Measuring;
using MPruner.Core.Pipeline;
using MPruner.Core.Reports;
using MPruner.Core.Similarity;
using MPruner.Tool.Reporting;
using Newtonsoft.Json.Linq;

namespace MPruner.Tool.Analyses;

/// <summary>The sums of an analysis as JSON, exactly.</summary>
/// <remarks>
/// Numbers are in their shortest form that reads back the same, and null is not a number. The moments of affine maps, which are millions
/// of numbers for a wide model, are base64 of little-endian doubles.
/// </remarks>
internal static class SumsJson
{
    /// <summary>One level.</summary>
    public static JObject Write(AnalysisLevel level) => new()
    {
        ["groups"] = level.Sums.Groups,
        ["hasTokens"] = level.Sums.HasTokens,
        ["chains"] = new JArray(level.Chains.Zip(level.Sums.Chains, Write)),
        ["segments"] = new JArray(level.Sums.Segments.Select(Write)),
    };

    /// <summary>Reads a level.</summary>
    public static AnalysisLevel Read(JToken json) => new(
        [.. json["chains"]!.Select(chain => new ChainReport((string)chain["path"]!, [.. chain["blocks"]!.Select(BlockJson.Read)]))],
        new LevelSums([.. json["chains"]!.Select(ReadChain)], [.. json["segments"]!.Select(ReadSegment)])
        {
            Groups = (int)json["groups"]!,
            HasTokens = (bool)json["hasTokens"]!,
        });

    private static JObject Write(ChainReport chain, ChainSums sums) => new()
    {
        ["path"] = chain.Path,
        ["blocks"] = new JArray(chain.Blocks.Select(BlockJson.Write)),
        ["measured"] = new JArray(sums.Blocks.Select(block => new JObject
        {
            ["path"] = block.Path,
            ["startsCluster"] = block.StartsCluster,
            ["reason"] = block.Reason,
        })),
        ["raw"] = Write(sums.Raw),
        ["standardised"] = sums.Standardised is { } standardised ? Write(standardised) : null,
    };

    private static ChainSums ReadChain(JToken json) => new(
        [.. json["measured"]!.Select(block => new BlockNote(
            (string)block["path"]!, (bool)block["startsCluster"]!, (string?)block["reason"]))],
        ReadHsic(json["raw"] as JObject ?? throw new FormatException("the sums of a similarity are missing")),
        json["standardised"] is JObject standardised ? ReadHsic(standardised) : null);

    private static JObject Write(HsicSums sums) => new()
    {
        ["groups"] = sums.Groups,
        ["pairs"] = new JArray(sums.Pairs.Select(terms => Numbers(terms))),
        ["floors"] = new JArray(sums.Floors.Select(terms => Numbers(terms))),
    };

    private static HsicSums ReadHsic(JObject json) => new(
        (int)json["groups"]!, [.. json["pairs"]!.Select(ReadNumbers)], [.. json["floors"]!.Select(ReadNumbers)]);

    private static JObject Write(SegmentSums sums) => new()
    {
        ["first"] = sums.Segment.First,
        ["blocks"] = sums.Segment.Blocks,
        ["hasInput"] = sums.Segment.HasInput,
        ["width"] = sums.Segment.Width,
        ["hasRows"] = sums.Segment.HasRows,
        ["complete"] = sums.Complete,
        ["rows"] = sums.Rows,
        ["products"] = Numbers(sums.Products),
        ["fitted"] = sums.Fitted is { } fitted ? Write(fitted) : null,
        ["heldOut"] = sums.HeldOut is { } heldOut ? Write(heldOut) : null,
    };

    private static SegmentSums ReadSegment(JToken json) => new(
        new StreamSegment((int)json["first"]!, (int)json["blocks"]!, (bool)json["hasInput"]!, (int)json["width"]!)
        {
            HasRows = (bool)json["hasRows"]!,
        },
        (bool)json["complete"]!,
        (long)json["rows"]!,
        ReadNumbers(json["products"]!))
    {
        Fitted = json["fitted"] is JObject fitted ? ReadMoments(fitted) : null,
        HeldOut = json["heldOut"] is JObject heldOut ? ReadMoments(heldOut) : null,
    };

    private static JObject Write(AffineMoments moments) => moments.Rows == 0 ? new() { ["rows"] = 0 } : new()
    {
        ["rows"] = moments.Rows,
        ["means"] = Packed(moments.Means),
        ["projectedMeans"] = Packed(moments.ProjectedMeans),
        ["scatter"] = Packed(moments.Scatter),
        ["targets"] = Packed(moments.Targets),
        ["squares"] = Packed(moments.Squares),
    };

    private static AffineMoments ReadMoments(JObject json) => (long)json["rows"]! == 0 ? new(0) : new((long)json["rows"]!)
    {
        Means = ReadPacked(json["means"]!),
        ProjectedMeans = ReadPacked(json["projectedMeans"]!),
        Scatter = ReadPacked(json["scatter"]!),
        Targets = ReadPacked(json["targets"]!),
        Squares = ReadPacked(json["squares"]!),
    };

    private static JArray Numbers(ImmutableArray<double> values) =>
        new(values.Select(value => double.IsFinite(value) ? new JValue(value) : JValue.CreateNull()));

    private static ImmutableArray<double> ReadNumbers(JToken json) => [.. json.Select(value => (double?)value ?? double.NaN)];

    private static string Packed(ImmutableArray<double> values) => Convert.ToBase64String(MemoryMarshal.AsBytes(values.AsSpan()));

    private static ImmutableArray<double> ReadPacked(JToken json) =>
        [.. MemoryMarshal.Cast<byte, double>(Convert.FromBase64String((string)json!))];
}
