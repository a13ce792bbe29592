using MPruner.Core.Similarity;
using Newtonsoft.Json.Linq;

namespace MPruner.EndToEnd.Tests.Measuring;

public sealed class MeasuringSimilarity
{
    /// <summary>Gram matrices are float32 products; the formula is taken in float64.</summary>
    private const double Tolerance = 1e-4;

    /// <summary>Its last block writes its stream beside a result of another rank, in another order than the blocks before.</summary>
    private const string WithoutSimilarity = "tuple_used.traced.pt";

    [Fact]
    public void EqualsTheFormulaOnWhatEagerPythonsBlocksWrite()
    {
        List<string> models = [.. Specimen.OfFixtures.Where(m => m != WithoutSimilarity), .. Specimen.OfOwnModels];
        var answers = Judge.Run("similarity.py", [], [.. models.Select(Ask)]);

        var wrong = models.Zip(answers).SelectMany(pair => Compare(pair.First, pair.Second)).ToList();
        Assert.Equal("", string.Join("\n", wrong));
        Assert.Equal(models.Count, answers.Count);
    }

    [Fact]
    public void IsUndefinedForABlockWhoseResultHasNoRows()
    {
        var chain = Assert.Single(Analysis.Of(WithoutSimilarity).Result.Chains);

        Assert.Equal(new double?[] { 1, null }, [chain.Cka![0, 0], chain.Cka[0, 2]]);
    }

    private static JObject Ask(string model)
    {
        var analysis = Analysis.Of(model);
        var groups = new JArray();
        var start = 0;
        foreach (var group in analysis.Groups)
        {
            groups.Add(new JObject { ["start"] = start, ["count"] = group.Count, ["rows"] = new JArray(group.Rows.Select(r => new JArray(r))) });
            start += group.Count;
        }

        return new JObject
        {
            ["architecture"] = Specimen.Named(model).Architecture,
            ["examples"] = Specimen.Count,
            ["chains"] = new JArray(analysis.Result.Chains.Select(c => new JArray(c.Blocks.Select(b => b.Path)))),
            ["groups"] = groups,
        };
    }

    private static IEnumerable<string> Compare(string model, JToken expected)
    {
        var chains = Analysis.Of(model).Result.Chains;
        return chains.SelectMany((chain, index) => Compare($"{model} chain {index} cka", (JArray)expected["cka"]![index]!, chain.Cka!)
            .Concat(Compare($"{model} chain {index} ckaStandardised", (JArray)expected["ckaStandardised"]![index]!, chain.CkaStandardised!)));
    }

    private static IEnumerable<string> Compare(string what, JArray expected, SimilarityMatrix found)
    {
        for (var i = 0; i < found.Size; i++)
        {
            for (var j = 0; j < found.Size; j++)
            {
                var value = (double?)expected[i]![j];
                if (value is null != found[i, j] is null || Math.Abs((value - found[i, j]) ?? 0) > Tolerance)
                {
                    yield return $"{what} [{i}, {j}]: expected {value?.ToString() ?? "undefined"}, found {found[i, j]?.ToString() ?? "undefined"}";
                }
            }
        }
    }
}
