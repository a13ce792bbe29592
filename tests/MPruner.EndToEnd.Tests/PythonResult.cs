using System.Collections.Immutable;
using MPruner.Core.Ports;
using Newtonsoft.Json.Linq;

namespace MPruner.EndToEnd.Tests;

/// <summary>What a file returns in Python's torch for a specimen's first examples.</summary>
/// <param name="Kind">The types of the result and of everything in it: <c>tuple(0=Tensor, 1=list())</c>.</param>
/// <param name="Tensors">The tensors in order.</param>
internal sealed record PythonResult(string Kind, ImmutableArray<NumericArray> Tensors)
{
    /// <summary>Runs some files of one specimen.</summary>
    public static IReadOnlyList<PythonResult> Of(Specimen specimen, int examples, params IReadOnlyList<byte[]> models)
    {
        var folder = Directory.CreateTempSubdirectory("mpruner-");
        try
        {
            var tasks = new JArray(models.Select((model, index) =>
            {
                var file = Path.Combine(folder.FullName, $"{index}.pt");
                File.WriteAllBytes(file, model);
                return new JObject { ["architecture"] = specimen.Architecture, ["model"] = file, ["examples"] = examples };
            }));
            var said = PythonJudge.Run("MPruner.EndToEnd.Tests/python_results.py", [Repository.Fixtures], tasks.ToString());
            return [.. JArray.Parse(said).Select(ReadResult)];
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static PythonResult ReadResult(JToken answer) =>
        new((string)answer["kind"]!, [.. answer["tensors"]!.Select(Read)]);

    private static NumericArray Read(JToken tensor) =>
        NumericArray.Of(ElementType.Float64, [.. tensor["values"]!.Select(v => (double)v)], [.. tensor["shape"]!.Select(s => (long)s)]);
}
