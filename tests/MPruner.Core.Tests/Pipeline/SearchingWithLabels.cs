using MPruner.Core.Ports;

namespace MPruner.Core.Tests.Pipeline;

public sealed class SearchingWithLabels
{
    private const int Positions = 5;

    /// <summary>
    /// Removing any block adds 100 to all scores of a position, which changes no class; removing both also turns a tenth of the answers.
    /// </summary>
    [Fact]
    public void UsesOneMetricForEveryTokensLabels()
    {
        var result = Simulation.Prune(
            new SimulatedFormat(3, (missing, examples) => Scores(examples, missing.Count > 1, 100 * missing.Count)),
            Numbers.From(0, 600, examples => NumericArray.Of([.. examples.SelectMany(Classes)], examples.Length, Positions)),
            new PruningOptions { MaxDrop = 0.05 });

        Assert.Single(result.Removed);
        Assert.Equal("accuracy", result.Quality!.Metric);
        Assert.Equal(1, result.Quality.Before);
        Assert.All(result.Verdicts, verdict => Assert.Equal("accuracy", verdict.Metric));
    }

    [Theory]
    [InlineData(1f)]
    [InlineData(0.8f)]
    public void ReadsOneNumberPerClassAsTheClass(float probability)
    {
        var result = Simulation.Prune(
            new SimulatedFormat(3, (_, examples) => Rows(examples, e => Row(Class(e), 3))),
            Numbers.From(0, 600, examples => Rows(examples, e => Row(Class(e), probability, 1 - probability))),
            new PruningOptions());

        Assert.Equal("accuracy", result.Quality!.Metric);
        Assert.Equal(1, result.Quality.Before);
        Assert.Contains(result.Warnings, w => w.Code == "MPR2309");
    }

    [Fact]
    public void SaysThatNumbersLikeTheOutputsAreNoClasses()
    {
        var result = Simulation.Prune(
            new SimulatedFormat(3, (_, examples) => Rows(examples, e => Row(Class(e), e))),
            Numbers.From(1, 600, examples => Rows(examples, e => Row(Class(e), e))),
            new PruningOptions());

        Assert.Equal("relative-error", result.Quality!.Metric);
        var note = Assert.Single(result.Warnings, w => w.Code == "MPR2303");
        Assert.Contains("numbers like the outputs themselves", note.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(123)]
    [InlineData(577)]
    public void NamesAWrongLabelByItsPlaceInTheFile(long place)
    {
        var error = Assert.Throws<PrunerException>(() => Simulation.Prune(
            new SimulatedFormat(3, (_, examples) => Rows(examples, e => Row(Class(e), 3))),
            Numbers.From(0, 600, examples => NumericArray.Of([.. examples.Select(e => e == place ? 7 : Class(e))], examples.Length)),
            new PruningOptions()));

        Assert.Equal("MPR3315", error.Code);
        Assert.Contains($", example {place}:", error.Message, StringComparison.Ordinal);
    }

    private static NumericArray Rows(long[] examples, Func<long, float[]> row) =>
        NumericArray.Of([.. examples.SelectMany(row)], examples.Length, 2);

    private static NumericArray Scores(long[] examples, bool turned, float shift)
    {
        var scores = examples.SelectMany(example => Classes(example).SelectMany((answer, position) =>
            Row(turned && (example + position) % 10 == 0 ? 1 - answer : answer, 3 + shift, shift)));
        return NumericArray.Of([.. scores], examples.Length, Positions, 2);
    }

    private static IEnumerable<long> Classes(long example) => Enumerable.Range(0, Positions).Select(position => Class(example + position));

    private static long Class(long example) => (long)(new SeededRandom(example).NextBits() & 1);

    private static float[] Row(long answer, float high, float low = 0) => answer == 0 ? [high, low] : [low, high];
}
