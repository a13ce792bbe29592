using System.Collections.Immutable;
using MPruner.Core;
using MPruner.Core.Ports;
using Newtonsoft.Json.Linq;

namespace MPruner.EndToEnd.Tests;

/// <summary>A model whose outputs are no class scores, and random examples for it, which have no labels. unlabelled.py made it.</summary>
/// <param name="Name">The name of its architecture.</param>
/// <param name="Metric">What its outputs should be compared by: <c>cosine</c> or <c>relative-error</c>.</param>
/// <param name="Path">The file.</param>
/// <param name="Examples">Normal numbers, and whole numbers within their range.</param>
internal sealed record UnlabelledModel(string Name, string Metric, string Path, MemoryExamples Examples)
{
    /// <summary>A quarter of them, one batch, is the accept split.</summary>
    public const int Count = 256;

    private static readonly string Folder = System.IO.Path.Combine(Repository.Fixtures, "Unlabelled");

    private static readonly Lazy<Dictionary<string, UnlabelledModel>> All = new(() => Manifest().Select(Make).ToDictionary(m => m.Name));

    /// <summary>The names of all of them.</summary>
    public static IEnumerable<string> Names => All.Value.Keys;

    /// <summary>The file's bytes.</summary>
    public byte[] Bytes => File.ReadAllBytes(Path);

    /// <summary>The one with a name.</summary>
    public static UnlabelledModel Named(string name) => All.Value[name];

    private static JToken Manifest() => JObject.Parse(File.ReadAllText(System.IO.Path.Combine(Folder, "models.json")))["models"]!;

    private static UnlabelledModel Make(JToken row)
    {
        var random = new SeededRandom(1);
        var name = (string)row["name"]!;
        ImmutableArray<(string, NumericArray)> drawn = [.. row["inputs"]!.Select(input => ((string)input["name"]!, Draw(input, random)))];
        return new(name, (string)row["metric"]!, System.IO.Path.Combine(Folder, name + ".pt"), new MemoryExamples(drawn));
    }

    private static NumericArray Draw(JToken input, SeededRandom random)
    {
        long[] shape = [Count, .. input["shape"]!.Select(size => (long)size)];
        var numbers = Enumerable.Range(0, (int)shape.Aggregate((product, size) => product * size));
        return input["below"] is { } bound
            ? NumericArray.Of([.. numbers.Select(_ => (long)random.Next((int)bound))], shape)
            : NumericArray.Of([.. numbers.Select(_ => (float)Normal(random))], shape);
    }

    /// <summary>Box and Muller 1958.</summary>
    private static double Normal(SeededRandom random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
