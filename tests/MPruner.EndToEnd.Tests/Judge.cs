using Newtonsoft.Json.Linq;

namespace MPruner.EndToEnd.Tests;

/// <summary>Eager Python, which deletes the same blocks from the model's own source and compares.</summary>
internal static class Judge
{
    /// <summary>What the judge is asked.</summary>
    public sealed record Question(string Architecture, string Weights, string Pruned, IReadOnlyList<string> Removed, int Examples);

    /// <summary>What it answers.</summary>
    public sealed record Answer(double? Difference, string? Error);

    /// <summary>Asks about many models at once, since starting torch takes longer than a comparison.</summary>
    public static IReadOnlyList<Answer> Ask(IReadOnlyList<Question> questions)
    {
        var tasks = new JArray(questions.Select(q => new JObject
        {
            ["architecture"] = q.Architecture,
            ["weights"] = q.Weights,
            ["pruned"] = q.Pruned,
            ["removed"] = new JArray(q.Removed),
            ["examples"] = q.Examples,
        }));
        var answers = JArray.Parse(PythonJudge.Run("MPruner.EndToEnd.Tests/judge.py", [Repository.Fixtures], tasks.ToString()));
        return [.. answers.Select(a => new Answer((double?)a["difference"], (string?)a["error"]))];
    }

    /// <summary>Saves architectures of the fixtures that are not committed, as torch.jit makes them: <c>ARCHITECTURE.FORM.pt</c>.</summary>
    public static void Export(IEnumerable<string> architectures, string form, string folder) =>
        PythonJudge.Run("Fixtures/eager_delete.py", ["export", folder, .. architectures, "--form", form]);
}
