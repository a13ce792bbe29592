using MPruner.ScriptModels.Models;
using Newtonsoft.Json.Linq;

namespace MPruner.EndToEnd.Tests.Widths;

/// <summary>Models that Python exports for the tests of one class.</summary>
public sealed class ExportedArchitectures : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("mpruner-");

    public void Dispose() => folder.Delete(recursive: true);

    internal ScriptModel Open(string architecture, string form) => ScriptModel.Open(File.ReadAllBytes(Export(architecture, form)), null);

    /// <summary>Removes every second unit here and in eager Python, and checks that the outputs are equal bit for bit.</summary>
    /// <returns>The models as they were, and what eager Python read.</returns>
    internal IEnumerable<(ScriptModel Model, JToken Answer)> AssertNarrowedEqually(string form, IReadOnlyList<string> architectures)
    {
        var answers = NarrowingJudge.Ask(architectures.Select(architecture =>
        {
            var file = Export(architecture, form);
            return NarrowingJudge.Task(architecture, file, file + ".narrowed");
        }));

        Assert.All(
            architectures.Zip(answers),
            row => Assert.True((double?)row.Second["difference"] == 0, $"{row.First}: {row.Second["error"]} {row.Second["difference"]}"));
        return architectures.Select(architecture => Open(architecture, form)).Zip(answers);
    }

    /// <returns>The file.</returns>
    public string Export(string architecture, string form)
    {
        var file = Path.Combine(folder.FullName, $"{architecture}.{form}.pt");
        if (!File.Exists(file))
        {
            Judge.Export(architecture, form, file);
        }

        return file;
    }
}
