using MPruner.Core;
using MPruner.Core.Instrumentation;
using MPruner.Core.Similarity;
using MPruner.Torch;
using Newtonsoft.Json.Linq;

namespace MPruner.EndToEnd.Tests.Measuring;

public sealed class ComparingWhatRunsReadAndWrite
{
    /// <summary>Its last block writes its stream beside a result of another rank, in another order than the blocks before.</summary>
    private const string AnotherOrder = "tuple_used.traced.pt";

    /// <summary>Products are float32.</summary>
    private const double Tolerance = 1e-5;

    /// <summary>A small ridge against none.</summary>
    private const double FitTolerance = 0.02;

    /// <summary>More than 64 channels are seen through 32 projections: what is unexplained, 1 − R², is an estimate.</summary>
    private const double ProjectionTolerance = 0.2;

    [Fact]
    public void EqualsNumPyOnWhatEagerPythonsBlocksReadAndWrite()
    {
        List<string> models = [.. Specimen.OfFixtures.Where(m => m != AnotherOrder), .. Specimen.OfOwnModels];
        var measured = models.ConvertAll(Measure);
        var answers = Judge.Run("runs.py", [], [.. models.Zip(measured, Ask)]);

        var wrong = models.Zip(measured).Zip(answers).SelectMany(m => m.First.Second.Runs.SelectMany((chain, index) => Compare($"{m.First.First} chain {index}", m.First.First.StartsWith("wide", StringComparison.Ordinal), (JArray)m.Second[index]!, chain))).ToList();
        Assert.Equal("", string.Join("\n", wrong));
        Assert.Contains(answers.SelectMany(a => a).SelectMany(c => c), run => (double?)run["affineR2"] is > 0.1);
        Assert.Contains(answers.SelectMany(a => a).SelectMany(c => c), run => run["affineR2"]!.Type == JTokenType.Null);
    }

    private static Measured Measure(string model)
    {
        var specimen = Specimen.Named(model);
        var subject = Subject.Open(specimen.Model, null);
        var examples = Core.Examples.BoundExamples.Bind(specimen.Examples, subject.Forward);
        var options = new PruningOptions();
        using var session = new TorchEngine().Load(Instrumenter.Instrument(subject.Program, subject.Blocks, examples.Parameters.Length, standardised: true).Write(), new(Threads: 1));
        return new(subject, [.. new BlockMeasurer(session, subject.Chains, examples, options).Measure(new Quiet(), CancellationToken.None).Select(m => m.Runs)]);
    }

    private static JObject Ask(string model, Measured measured)
    {
        var start = 0;
        var groups = new JArray();
        foreach (var group in Analysis.Of(model).Groups)
        {
            groups.Add(new JObject { ["start"] = start, ["count"] = group.Count, ["rows"] = new JArray(group.Rows.Select(r => new JArray(r))) });
            start += group.Count;
        }

        return new JObject
        {
            ["architecture"] = Specimen.Named(model).Architecture,
            ["examples"] = Specimen.Count,
            ["chains"] = new JArray(measured.Subject.Chains.Select(c => new JArray(c.Blocks.Select(b => b.Path)))),
            ["groups"] = groups,
        };
    }

    private static IEnumerable<string> Compare(string where, bool projected, JArray expected, RunStatistics found)
    {
        for (var first = 0; first < found.Size; first++)
        {
            for (var last = first; last < found.Size; last++)
            {
                var wanted = expected.FirstOrDefault(run => (int)run["first"]! == first && (int)run["last"]! == last);
                var run = found[first, last];
                (string Name, double? Found, double Tolerance)[] numbers = [("cosine", run.Cosine, Tolerance), ("deletionError", run.DeletionError, Tolerance), ("affineR2", run.AffineR2, FitTolerance + (projected ? ProjectionTolerance * (1 - ((double?)wanted?["affineR2"] ?? 1)) : 0))];
                foreach (var (name, value, tolerance) in numbers)
                {
                    var number = (double?)wanted?[name];
                    if (number is null != value is null || Math.Abs((number - value) ?? 0) > tolerance * Math.Max(1, Math.Abs(number ?? 0)))
                    {
                        yield return $"{where} {name} [{first}, {last}]: expected {number?.ToString() ?? "undefined"}, found {value?.ToString() ?? "undefined"}";
                    }
                }
            }
        }
    }

    private sealed record Measured(Subject Subject, List<RunStatistics> Runs);
}
