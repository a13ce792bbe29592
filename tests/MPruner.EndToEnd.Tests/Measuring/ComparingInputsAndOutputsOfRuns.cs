using MPruner.Core;
using MPruner.Core.Examples;
using MPruner.Core.Planning;
using MPruner.Core.Similarity;
using MPruner.ScriptModels.Models;
using Newtonsoft.Json.Linq;

namespace MPruner.EndToEnd.Tests.Measuring;

public sealed class ComparingInputsAndOutputsOfRuns
{
    /// <summary>Products are computed in float32.</summary>
    private const double Tolerance = 1e-5;

    /// <summary>The angle of two nearly equal rows, in units of π, is the root of twice the error of their cosine, about 1e-6.</summary>
    private const double AngleTolerance = 1e-3;

    /// <summary>The pipeline fits with a small ridge, NumPy with none.</summary>
    private const double FitTolerance = 0.02;

    /// <summary>More than 64 channels are measured through 32 projections: the unexplained share, 1 − R², is an estimate.</summary>
    private const double ProjectionTolerance = 0.2;

    [Fact]
    public void AgreesWithNumPyOnTheBlocksOfEagerPython()
    {
        var answers = EagerPython.Models.ConvertAll(model => EagerPython.Says("runs", model));

        var wrong = EagerPython.Models.Zip(answers).SelectMany(pair => Compare(pair.First, pair.Second)).ToList();
        Assert.True(wrong.Count == 0, string.Join("\n", wrong));
        Assert.Contains(answers.SelectMany(a => a).SelectMany(c => c), run => (double?)run["affineR2"] is > 0.1);
        Assert.Contains(answers.SelectMany(a => a).SelectMany(c => c), run => run["affineR2"]!.Type == JTokenType.Null);
    }

    private static List<RunStatistics> Measure(string model)
    {
        var specimen = Specimen.Named(model);
        var opened = ScriptModel.Open(specimen.Model, null);
        var run = Quiet.Run(new PruningOptions { Threads = 1 });
        var bound = BoundExamples.Bind(specimen.Examples, opened.Signature);
        var examples = MeasuredExamples.Of(bound, run.Options.Seed, CancellationToken.None).Examples;
        return [.. new ModelMeasurer(run, examples).Measure(opened).Model.Chains.Select(m => m.Runs)];
    }

    private static IEnumerable<string> Compare(string model, JToken expected) =>
        Measure(model).SelectMany((found, chain) => Compare(model, chain, (JArray)expected[chain]!, found));

    private static IEnumerable<string> Compare(string model, int chain, JArray expected, RunStatistics found)
    {
        var projected = model.StartsWith("wide", StringComparison.Ordinal);
        var single = EagerPython.Tolerance(model, Tolerance);
        for (var first = 0; first < found.Size; first++)
        {
            for (var last = first; last < found.Size; last++)
            {
                var wanted = expected.FirstOrDefault(run => (int)run["first"]! == first && (int)run["last"]! == last);
                var run = found[first, last];
                var unexplained = 1 - ((double?)wanted?["affineR2"] ?? 1);
                (string Name, double? Found, double Tolerance)[] numbers =
                [
                    ("cosine", run.Cosine, single),
                    ("angle", run.Angle, AngleTolerance * Math.Sqrt(single / Tolerance)),
                    ("deletionError", run.DeletionError, single),
                    ("affineR2", run.AffineR2, FitTolerance + (projected ? ProjectionTolerance * unexplained : 0)),
                ];
                foreach (var (name, value, tolerance) in numbers)
                {
                    var number = (double?)wanted?[name];
                    if (number is null != value is null || Math.Abs((number - value) ?? 0) > tolerance * Math.Max(1, Math.Abs(number ?? 0)))
                    {
                        yield return $"{model} chain {chain} {name} [{first}, {last}]: {EagerPython.Differ(number, value)}";
                    }
                }
            }
        }
    }
}
