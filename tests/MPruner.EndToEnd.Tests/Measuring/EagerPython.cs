using System.Globalization;
using Newtonsoft.Json.Linq;

namespace MPruner.EndToEnd.Tests.Measuring;

/// <summary>The values that eager Python measures on the blocks of specimens; measured.py recorded them.</summary>
/// <remarks>
/// The pipeline chooses which rows of a token stream are measured, so the record contains its choice as tasks. Where the choice has
/// changed, a run with the variable MPRUNER_RECORD=1, on a machine with the judge, writes the record again.
/// </remarks>
internal static class EagerPython
{
    /// <summary>Its last block returns the stream beside a result of another rank, in another order than the earlier blocks.</summary>
    public const string InAnotherOrder = "tuple_used.traced.pt";

    /// <summary>The tolerance for bfloat16.</summary>
    /// <remarks>It keeps eight bits, and another libtorch rounds elsewhere: the third digit of a mean may differ.</remarks>
    public const double HalfTolerance = 2e-3;

    private static readonly Lazy<JObject> Recorded = new(Read);

    /// <summary>The specimens that are recorded.</summary>
    public static List<string> Models { get; } = [.. Specimen.OfFixtures.Where(m => m != InAnotherOrder), .. Specimen.OfOwnModels];

    /// <summary>The recorded values of a specimen.</summary>
    /// <param name="kind"><c>similarity</c> or <c>runs</c>.</param>
    /// <param name="model">The specimen.</param>
    public static JToken Says(string kind, string model)
    {
        var task = Task(model);
        var place = Recorded.Value["tasks"]!.ToList().FindIndex(recorded => JToken.DeepEquals(recorded, task));
        Assert.True(place >= 0, $"These rows of {model} are not recorded: run this test with MPRUNER_RECORD=1 where Python has torch.");
        return Recorded.Value[kind]![place]!;
    }

    /// <summary>The tolerance of a specimen, where that of float32 is given.</summary>
    public static double Tolerance(string model, double single) =>
        model.StartsWith("bfloat16", StringComparison.Ordinal) ? HalfTolerance : single;

    /// <summary>Describes two numbers that differ.</summary>
    public static string Differ(double? expected, double? found) =>
        $"expected {Text(expected)}, found {Text(found)}";

    private static string Text(double? number) => number?.ToString(CultureInfo.InvariantCulture) ?? "undefined";

    private static JObject Read()
    {
        if (Environment.GetEnvironmentVariable("MPRUNER_RECORD") == "1")
        {
            var tasks = new JArray(Models.Select(Task).Distinct(new JTokenEqualityComparer()));
            PythonJudge.Run("MPruner.EndToEnd.Tests/measured.py", [Repository.Fixtures, Repository.Recorded, "new"], tasks.ToString());
        }

        return JObject.Parse(File.ReadAllText(Path.Combine(Repository.Recorded, "measured.json")));
    }

    private static JObject Task(string model)
    {
        List<string> lists = [];
        var groups = new JArray();
        foreach (var group in Analysis.Of(model).Groups)
        {
            var numbers = group.Rows.Select(rows => NumberOf(string.Join(',', rows))).ToList();
            var examples = Specimen.Named(model).Examples.Find(group.Inputs);
            groups.Add(new JObject { ["examples"] = new JArray(examples), ["rows"] = new JArray(numbers) });
        }

        return new JObject
        {
            ["architecture"] = Specimen.Named(model).Architecture,
            ["chains"] = new JArray(Analysis.Of(model).Result.Chains.Select(c => new JArray(c.Blocks.Select(b => b.Path)))),
            ["rows"] = new JArray(lists.Select(list => JArray.Parse($"[{list}]"))),
            ["groups"] = groups,
        };

        int NumberOf(string list)
        {
            if (!lists.Contains(list))
            {
                lists.Add(list);
            }

            return lists.IndexOf(list);
        }
    }
}
