using MPruner.Core.Ports;
using MPruner.Core.Tests;
using MPruner.TorchScript;
using Newtonsoft.Json.Linq;

namespace MPruner.EndToEnd.Tests;

/// <summary>Examples for the fixtures' models, drawn by the Python functions that belong to them; once for the whole run, since starting torch is slow.</summary>
internal static class Drawn
{
    /// <summary>Two Gram groups of images or vectors.</summary>
    public const int Count = 128;

    private static readonly Lazy<Dictionary<string, MemoryExamples>> All = new(Draw);

    /// <summary>The models that run and have chains.</summary>
    public static IEnumerable<string> Models => Fixtures.Runnable.Where(m => Fixtures.Chains(m).Count > 0);

    /// <summary>A model's examples.</summary>
    public static MemoryExamples For(string model) => All.Value[Fixtures.Architecture(model)];

    private static Dictionary<string, MemoryExamples> Draw()
    {
        var folder = Directory.CreateTempSubdirectory("mpruner-");
        try
        {
            List<string> architectures = [.. Models.Select(Fixtures.Architecture).Distinct()];
            var tasks = new JArray(architectures.Select(a => new JObject { ["architecture"] = a, ["examples"] = Count }));
            var drawn = Judge.Run("draw.py", [folder.FullName], tasks);
            return architectures.Zip(drawn).ToDictionary(d => d.First, d => new MemoryExamples([.. d.Second.Select(Read)]));
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
