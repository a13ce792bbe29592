using MPruner.Core.Ports;
using MPruner.Core.Tests;
using MPruner.TorchScript;
using Newtonsoft.Json.Linq;

namespace MPruner.EndToEnd.Tests;

/// <summary>A model that runs, and examples that its own Python drew for it.</summary>
internal sealed record Specimen(string Name, string Architecture, byte[] Model, MemoryExamples Examples)
{
    /// <summary>Two Gram groups of images or vectors.</summary>
    public const int Count = 128;

    private static readonly string[] Forms = ["scripted", "traced"];

    /// <summary>The architectures of models.py.</summary>
    private static readonly string[] Own = ["batch_first", "sequence_first", "square", "padding_mask", "unnamed_mask", "two_masks", "wide", "read_later", "channels_last", "layer_scale", "temporal", "volumes", "towers", "with_state", "counting", "frozen_double"];

    /// <summary>Another one of models.py, which cannot be measured.</summary>
    private const string Refused = "nested_tensors";

    /// <summary>All are made once a run, since starting torch is slow.</summary>
    private static readonly Lazy<Dictionary<string, Specimen>> All = new(Make);

    /// <summary>The fixtures that run and have chains.</summary>
    public static IEnumerable<string> OfFixtures => Fixtures.Runnable.Where(m => Fixtures.Chains(m).Count > 0);

    /// <summary>The models that are no fixture files.</summary>
    public static IEnumerable<string> OfOwnModels => Own.SelectMany(a => Forms.Select(f => $"{a}.{f}.pt"));

    /// <summary>The one with a name.</summary>
    public static Specimen Named(string name) => All.Value[name];

    private static Dictionary<string, Specimen> Make()
    {
        var folder = Directory.CreateTempSubdirectory("mpruner-");
        try
        {
            List<string> architectures = [.. OfFixtures.Select(Fixtures.Architecture).Distinct(), .. Own, Refused];
            var drawn = Judge.Run("draw.py", [folder.FullName], [.. architectures.Select(a => new JObject
            {
                ["architecture"] = a,
                ["examples"] = Count,
                ["save"] = new JObject(Own.Contains(a) || a == Refused ? Forms.Select(f => new JProperty(f, Path.Combine(folder.FullName, $"{a}.{f}.pt"))) : []),
            })]);
            var examples = architectures.Zip(drawn).ToDictionary(d => d.First, d => new MemoryExamples([.. d.Second.Select(Read)]));
            return OfFixtures.Select(name => new Specimen(name, Fixtures.Architecture(name), Fixtures.Bytes(name), examples[Fixtures.Architecture(name)]))
                .Concat(OfOwnModels.Append(Refused + ".traced.pt").Select(name => new Specimen(name, name.Split('.')[0], File.ReadAllBytes(Path.Combine(folder.FullName, name)), examples[name.Split('.')[0]])))
                .ToDictionary(s => s.Name);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static (string, NumericArray) Read(JToken array) => (
        (string)array["name"]!,
        new NumericArray(Enum.Parse<ElementType>((string)array["dtype"]!, ignoreCase: true), [.. array["shape"]!.Select(s => (long)s)], File.ReadAllBytes((string)array["file"]!)));
}
