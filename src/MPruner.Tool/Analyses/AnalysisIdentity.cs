using MPruner.Core.Pipeline;
using MPruner.Tool.Caching;
using Newtonsoft.Json.Linq;

namespace MPruner.Tool.Analyses;

/// <summary>What an analysis depends on: parts belong together, and fit a run, if they agree in it.</summary>
internal static class AnalysisIdentity
{
    private const string Threads = "threads";
    private const string Examples = "examples";
    private const string ExampleOrder = "exampleOrder";

    /// <summary>What a run depends on, before its examples are chosen.</summary>
    /// <param name="model">SHA-256 of the model.</param>
    /// <param name="calibration">SHA-256 of the calibration file.</param>
    /// <param name="engine">The engine's name and version.</param>
    /// <param name="options">The options of the run.</param>
    public static JObject Of(string model, string calibration, string engine, PruningOptions options) => new()
    {
        ["model"] = model,
        ["calibration"] = calibration,
        ["blocks"] = options.Blocks,
        ["mask"] = options.Mask,
        ["gramRows"] = options.GramRows,
        ["standardised"] = options.Standardised,
        ["seed"] = options.Seed,
        ["device"] = options.Device.Split(':')[0],
        ["engine"] = engine,
        ["method"] = MethodVersion.Current,
    };

    /// <summary>The identity of a part: also its examples, and the threads that the last bits depend on.</summary>
    public static JObject Of(JObject run, AnalysisSums sums, int threads) => new(run)
    {
        [Examples] = sums.Examples,
        [ExampleOrder] = sums.ExampleOrder,
        [Threads] = threads,
    };

    /// <summary>The number of threads of a part.</summary>
    public static int ThreadsOf(JObject identity) => (int)identity[Threads]!;

    /// <summary>The first expected member that is another one.</summary>
    /// <returns>A finding such as <c>its seed is 1; expected 0</c>; null if there is none.</returns>
    public static string? Difference(JObject found, JObject expected)
    {
        foreach (var (name, value) in expected)
        {
            if ((string?)found[name] != (string?)value)
            {
                return $"its {name} is {Text(found[name])}; expected {Text(value)}";
            }
        }

        return null;
    }

    private static string Text(JToken? value) => (string?)value is { } text ? $"'{text}'" : "not set";
}
