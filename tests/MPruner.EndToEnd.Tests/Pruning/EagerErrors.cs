using Newtonsoft.Json.Linq;

namespace MPruner.EndToEnd.Tests.Pruning;

/// <summary>What errors.py finds in eager Python on the same examples.</summary>
/// <param name="Error">The pruned file's error.</param>
/// <param name="Difference">The largest difference of its outputs from those of eager Python without the blocks.</param>
internal sealed record EagerErrors(double Error, double Difference)
{
    /// <summary>Asks about all of them at once, since starting torch takes longer than a comparison.</summary>
    public static IReadOnlyList<EagerErrors> Of(IReadOnlyList<Removal> removals)
    {
        var folder = Directory.CreateTempSubdirectory("mpruner-");
        try
        {
            var tasks = new JArray(removals.Select(removal => Task(removal, folder.CreateSubdirectory(removal.Model.Name).FullName)));
            var said = PythonJudge.Run("MPruner.EndToEnd.Tests/errors.py", [Repository.Fixtures], tasks.ToString());
            return [.. JArray.Parse(said).Select(answer => new EagerErrors((double)answer["error"]!, (double)answer["difference"]!))];
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static JObject Task(Removal removal, string folder) => new()
    {
        ["architecture"] = removal.Model.Name,
        ["weights"] = removal.Model.Path,
        ["pruned"] = Written(Path.Combine(folder, "pruned.pt"), removal.Result.Output!.Value),
        ["removed"] = new JArray(removal.Result.Removed),
        ["metric"] = removal.Model.Metric,
        ["inputs"] = new JArray(removal.Judged.Select((input, i) => new JObject
        {
            ["dtype"] = input.Type.ToString().ToLowerInvariant(),
            ["shape"] = new JArray(input.Shape),
            ["file"] = Written(Path.Combine(folder, $"{i}.bin"), input.Data),
        })),
    };

    private static string Written(string file, ReadOnlyMemory<byte> bytes)
    {
        File.WriteAllBytes(file, bytes.Span);
        return file;
    }
}
