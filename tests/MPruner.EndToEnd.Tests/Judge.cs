using System.Diagnostics;
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
        return [.. Run("judge.py", [], tasks).Select(a => new Answer((double?)a["difference"], (string?)a["error"]))];
    }

    /// <summary>Runs a script of this folder over many tasks in one process.</summary>
    public static JArray Run(string script, IEnumerable<string> arguments, JArray tasks)
    {
        var start = new ProcessStartInfo("/usr/bin/python3", [Path.Combine(Repository.Root, "tests", "MPruner.EndToEnd.Tests", script), Repository.Fixtures, .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        process.StandardInput.Write(tasks.ToString());
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, errors.Result);
        return JArray.Parse(output);
    }

    /// <summary>Saves an architecture of the fixtures that is too large to commit, as torch.jit makes it.</summary>
    public static void Export(string architecture, string form, string path)
    {
        using var process = Process.Start(new ProcessStartInfo("/usr/bin/python3", [Path.Combine(Repository.Fixtures, "eager_delete.py"), "export", architecture, path, "--form", form]) { RedirectStandardError = true })!;
        var errors = process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, errors);
    }
}
