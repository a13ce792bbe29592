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
        var files = Export(architectures, form);
        var answers = NarrowingJudge.Ask(architectures.Zip(files, (name, file) => NarrowingJudge.Task(name, file, file + ".narrowed")));

        Assert.All(
            architectures.Zip(answers),
            row => Assert.True((double?)row.Second["difference"] == 0, $"{row.First}: {row.Second["error"]} {row.Second["difference"]}"));
        return architectures.Select(architecture => Open(architecture, form)).Zip(answers);
    }

    /// <returns>The file.</returns>
    public string Export(string architecture, string form) => Export([architecture], form)[0];

    /// <summary>Exports at once what is not yet exported, since starting torch takes longer than that.</summary>
    /// <returns>The files.</returns>
    public IReadOnlyList<string> Export(IReadOnlyList<string> architectures, string form)
    {
        var absent = architectures.Where(architecture => !File.Exists(PathOf(architecture))).ToList();
        if (absent.Count > 0)
        {
            Judge.Export(absent, form, folder.FullName);
        }

        return [.. architectures.Select(PathOf)];

        string PathOf(string architecture) => Path.Combine(folder.FullName, $"{architecture}.{form}.pt");
    }
}
