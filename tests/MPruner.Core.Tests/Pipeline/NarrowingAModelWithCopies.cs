using System.Collections.Immutable;
using MPruner.Core.Reports;

namespace MPruner.Core.Tests.Pipeline;

/// <summary>
/// Three blocks of 16 hidden neurons each, of which the last 8 are multiples of the first 8 or always on: without them the model can
/// compute the same.
/// </summary>
public sealed class NarrowingAModelWithCopies
{
    private const int Hidden = 8;
    private const int Blocks = 3;

    [Fact]
    public void RemovesAllCopiesAtOnceAlmostWithoutError()
    {
        var result = Prune(new PruningOptions { MaxDrop = 1e-4 });
        Assert.Equal(["0.down", "1.down", "2.down"], result.Narrowed.Select(d => d.Path));
        Assert.All(result.Narrowed, d => Assert.InRange(d.Units.After!.Value, Hidden - 1, Hidden));
        Assert.InRange(result.Quality!.Drop, 0, 1e-4);
        Assert.Equal(result.Narrowed.Sum(d => d.Parameters), result.Parameters.Before - result.Parameters.After);
    }

    [Fact]
    public void RemovesMoreForMoreDropButWithinIt()
    {
        var removed = new List<long>();
        foreach (var limit in new[] { 1e-4, 1e-3, 1e-2, 1e-1 })
        {
            var result = Prune(new PruningOptions { MaxDrop = limit });
            Assert.InRange(result.Quality!.Drop, 0, limit);
            removed.Add(result.Parameters.Before - result.Parameters.After!.Value);
        }

        Assert.Equal(removed.Order(), removed);
        Assert.True(removed[^1] > removed[0]);
    }

    [Fact]
    public void LosesLessThanUnitsInAnotherOrder()
    {
        var options = new PruningOptions { MaxDrop = 0.01 };
        var removed = Removed(options);
        Assert.True(removed >= Removed(options with { WidthCriterion = WidthCriterion.L1 }));
        Assert.True(removed > Removed(options with { WidthCriterion = WidthCriterion.Random }));
    }

    private static long Removed(PruningOptions options)
    {
        var result = Prune(options);
        return result.Parameters.Before - result.Parameters.After!.Value;
    }

    private static PruningResult Prune(PruningOptions options)
    {
        var format = new ResidualMlp([.. Enumerable.Range(1, Blocks).Select(Layer)]);
        return Simulation.Prune(format, Numbers.From(0, 600), options with { Metric = QualityMetric.RelativeError, Width = true });
    }

    private static ResidualMlp.Layer Layer(int seed)
    {
        var random = new SeededRandom(seed);
        float[] Row(int size) => [.. Enumerable.Range(0, size).Select(_ => (float)random.NextDouble() - 0.5f)];
        ImmutableArray<float[]> own = [.. Enumerable.Range(0, Hidden).Select(_ => Row(ResidualMlp.Width + 1))];

        // A multiple for most, and a neuron that holds a constant in place of the last.
        float[] Copy(float[] row, int i) => i == Hidden - 1
            ? [.. new float[ResidualMlp.Width], 0.5f]
            : [.. row.Select(value => (1 + (0.25f * i)) * value)];
        return new([.. own, .. own.Select(Copy)], [.. Enumerable.Range(0, ResidualMlp.Width).Select(_ => Row((2 * Hidden) + 1))]);
    }
}
