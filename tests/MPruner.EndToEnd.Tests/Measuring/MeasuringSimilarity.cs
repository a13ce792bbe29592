using MPruner.Core.Similarity;
using Newtonsoft.Json.Linq;

namespace MPruner.EndToEnd.Tests.Measuring;

public sealed class MeasuringSimilarity
{
    /// <summary>Gram matrices are float32 products; the formula is computed in float64.</summary>
    private const double Tolerance = 1e-4;

    [Fact]
    public void AgreesWithTheFormulaOnTheBlocksOfEagerPython()
    {
        var wrong = EagerPython.Models.SelectMany(model => Compare(model, EagerPython.Says("similarity", model))).ToList();
        Assert.True(wrong.Count == 0, string.Join("\n", wrong));
    }

    [Fact]
    public void IsUndefinedForABlockWhoseResultHasNoRows()
    {
        var chain = Assert.Single(Analysis.Of(EagerPython.InAnotherOrder).Result.Chains);

        Assert.Equal(new double?[] { 1, null }, [chain.Cka![0, 0], chain.Cka[0, 2]]);
    }

    private static IEnumerable<string> Compare(string model, JToken expected)
    {
        var chains = Analysis.Of(model).Result.Chains;
        return chains.SelectMany((chain, index) => Compare(model, $"chain {index} cka", (JArray)expected["cka"]![index]!, chain.Cka!)
            .Concat(Compare(model, $"chain {index} standardised", (JArray)expected["ckaStandardised"]![index]!, chain.CkaStandardised!)));
    }

    private static IEnumerable<string> Compare(string model, string what, JArray expected, SimilarityMatrix found)
    {
        for (var i = 0; i < found.Size; i++)
        {
            for (var j = 0; j < found.Size; j++)
            {
                var value = (double?)expected[i]![j];
                if (value is null != found[i, j] is null || Math.Abs((value - found[i, j]) ?? 0) > EagerPython.Tolerance(model, Tolerance))
                {
                    yield return $"{model} {what} [{i}, {j}]: {EagerPython.Differ(value, found[i, j])}";
                }
            }
        }
    }
}
