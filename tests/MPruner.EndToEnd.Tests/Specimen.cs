using System.IO.Compression;
using System.Text;
using MPruner.Core.Ports;
using MPruner.ScriptModels.Tests;
using Newtonsoft.Json.Linq;

namespace MPruner.EndToEnd.Tests;

/// <summary>A model that runs, and random examples for it: draw.py recorded both.</summary>
internal sealed record Specimen(string Name, string Architecture, byte[] Model, MemoryExamples Examples)
{
    /// <summary>Two Gram groups of images or vectors.</summary>
    public const int Count = 128;

    private static readonly string[] Forms = ["scripted", "traced"];

    /// <summary>The architectures of models.py.</summary>
    private static readonly string[] Own =
    [
        "batch_first", "sequence_first", "square", "padding_mask", "unnamed_mask", "two_masks", "wide", "read_later",
        "channels_last", "layer_scale", "temporal", "volumes", "towers", "with_state", "counting", "frozen_double",
        "pooled_stages", "exporting",
    ];

    /// <summary>Another one of models.py, which cannot be measured.</summary>
    private const string Refused = "nested_tensors";

    private static readonly Lazy<Dictionary<string, Specimen>> All = new(Make);

    /// <summary>The fixtures that run and have chains.</summary>
    public static IEnumerable<string> OfFixtures => Fixtures.Runnable.Where(m => Fixtures.Chains(m).Count > 0);

    /// <summary>The models that are not fixture files.</summary>
    public static IEnumerable<string> OfOwnModels => Own.SelectMany(a => Forms.Select(f => $"{a}.{f}.pt"));

    /// <summary>The one with a name.</summary>
    public static Specimen Named(string name) => All.Value[name];

    private static Dictionary<string, Specimen> Make()
    {
        using var archive = ZipFile.OpenRead(Path.Combine(Repository.Recorded, "examples.zip"));
        var drawn = JObject.Parse(Encoding.UTF8.GetString(Content(archive, "examples.json"))).Properties()
            .ToDictionary(a => a.Name, a => new MemoryExamples([.. a.Value.Select(array => Read(archive, a.Name, array))]));
        var fixtures = OfFixtures.Select(name => (Name: name, Architecture: Fixtures.Architecture(name), Model: Fixtures.Bytes(name)));
        var own = OfOwnModels.Append(Refused + ".traced.pt")
            .Select(name => (Name: name, Architecture: name.Split('.')[0], Model: OwnModel(name)));
        return fixtures.Concat(own).ToDictionary(s => s.Name, s => new Specimen(s.Name, s.Architecture, s.Model, drawn[s.Architecture]));
    }

    private static byte[] OwnModel(string name) => File.ReadAllBytes(Path.Combine(Repository.Recorded, "specimens", name));

    private static (string, NumericArray) Read(ZipArchive archive, string architecture, JToken array)
    {
        var (name, type) = ((string)array["name"]!, Enum.Parse<ElementType>((string)array["dtype"]!, ignoreCase: true));
        var stored = Content(archive, $"{architecture}/{name}");
        return (name, new NumericArray(type, [.. array["shape"]!.Select(s => (long)s)], OfQuarters(type, stored)));
    }

    /// <summary>Numbers with a fraction are stored as signed bytes that count quarters, others as they are.</summary>
    private static byte[] OfQuarters(ElementType type, byte[] stored) => type switch
    {
        ElementType.Float32 => [.. stored.SelectMany(quarters => BitConverter.GetBytes((sbyte)quarters / 4f))],
        ElementType.Float64 => [.. stored.SelectMany(quarters => BitConverter.GetBytes((sbyte)quarters / 4.0))],
        // The upper half of a float32, which is exact for so few digits.
        ElementType.BFloat16 => [.. stored.SelectMany(quarters => BitConverter.GetBytes((sbyte)quarters / 4f)[2..])],
        _ => stored,
    };

    private static byte[] Content(ZipArchive archive, string entry)
    {
        using var stream = archive.GetEntry(entry)!.Open();
        using var content = new MemoryStream();
        stream.CopyTo(content);
        return content.ToArray();
    }
}
