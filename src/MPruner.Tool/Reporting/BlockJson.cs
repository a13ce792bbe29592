using MPruner.Core.Reports;
using Newtonsoft.Json.Linq;

namespace MPruner.Tool.Reporting;

/// <summary>Blocks and their inner dimensions, as part of the JSON of a result.</summary>
internal static class BlockJson
{
    /// <summary>A block.</summary>
    public static JObject Write(BlockReport block) => new()
    {
        ["path"] = block.Path,
        ["class"] = block.Class,
        ["parameters"] = block.Parameters,
        ["bytes"] = block.Bytes,
        ["removable"] = block.Removable,
        ["reason"] = block.Reason,
        ["inner"] = new JArray(block.Inner.Select(Write)),
        ["notNarrowed"] = block.NotNarrowed,
    };

    /// <summary>Reads a block.</summary>
    public static BlockReport Read(JToken json) => new(
        JsonMember.Text(json, "path"),
        JsonMember.Text(json, "class"),
        (long)json["parameters"]!,
        (bool)json["removable"]!,
        (string?)json["reason"])
    {
        Bytes = (long?)json["bytes"] ?? 0,
        Inner = [.. JsonMember.Of(json, "inner").Select(ReadDimension)],
        NotNarrowed = (string?)json["notNarrowed"],
    };

    private static JObject Write(DimensionReport dimension) => new()
    {
        ["path"] = dimension.Path,
        ["unit"] = dimension.Unit,
        ["units"] = dimension.Units,
        ["unitWidth"] = dimension.UnitWidth,
        ["parameters"] = dimension.Parameters,
    };

    private static DimensionReport ReadDimension(JToken json) => new(
        JsonMember.Text(json, "path"),
        JsonMember.Text(json, "unit"),
        (int)json["units"]!,
        (int)json["unitWidth"]!,
        (long)json["parameters"]!);
}
