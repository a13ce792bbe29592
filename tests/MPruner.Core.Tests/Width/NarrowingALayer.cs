using System.Collections.Immutable;
using MPruner.Core.Formats;
using MPruner.Core.Ports;
using MPruner.Core.Width;

namespace MPruner.Core.Tests.Width;

public sealed class NarrowingALayer
{
    private const int Units = 5;
    private const int Taps = 4;
    private const int Outputs = 3;
    private const int Rows = 200;

    private static readonly double[][] Inputs = [.. Enumerable.Range(0, Rows).Select(Input)];

    private static readonly InnerDimension Dimension = new(new Block("block", "Block", 1000, 0, null), "block.conv2", Units)
    {
        Unit = InnerUnit.Channel,
        UnitWidth = Taps,
        UnitParameters = 100,
    };

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void ComputesTheSameIfAllUnitsStay(bool normed)
    {
        var layer = Layer(normed);
        var narrowing = Reader(layer).Keep([0, 1, 2, 3, 4]);
        AssertNear(Outcomes(layer, Inputs), Outcomes(With(layer, narrowing), Inputs), 1e-5);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void ComputesTheBestFitFromTheOthers(bool normed)
    {
        var layer = Layer(normed);
        ImmutableArray<int> kept = [0, 2, 4];
        var narrow = With(layer, Reader(layer).Keep(kept));
        Assert.Equal([Outputs, 3, 2, 2], narrow.Weight.Array.Shape);
        var columns = kept.SelectMany(unit => Enumerable.Range(unit * Taps, Taps)).ToArray();
        double[][] inputs = [.. Inputs.Select(x => columns.Select(column => x[column]).ToArray())];
        var (before, after) = (Outcomes(layer, Inputs), Outcomes(narrow, inputs));

        // Without a ridge the errors of a best fit sum to 0 for each output, and are orthogonal to each input; here nearly so.
        double[][] errors = [.. before.Zip(after, (a, b) => a.Zip(b, (x, y) => x - y).ToArray())];
        var scale = before.Average(row => row.Average(Math.Abs));
        for (var output = 0; output < Outputs; output++)
        {
            Assert.True(Math.Abs(errors.Average(e => e[output])) < 1e-4 * scale);
            Assert.All(Enumerable.Range(0, columns.Length), column =>
                Assert.True(Math.Abs(Enumerable.Range(0, Rows).Average(row => errors[row][output] * inputs[row][column])) < 1e-2 * scale));
        }
    }

    [Fact]
    public void GivesTheBatchNormTheStatisticsOfItsNewInput()
    {
        var narrow = With(Layer(true), Reader(Layer(true)).Keep([1, 2]));
        double[][] inputs = [.. Inputs.Select(x => x[Taps..(3 * Taps)])];
        var sums = Outcomes(narrow with { Norm = null }, inputs);
        var (mean, variance) = (narrow.Norm!.Mean.Array.ToDoubles(), narrow.Norm.Variance.Array.ToDoubles());
        for (var output = 0; output < Outputs; output++)
        {
            Assert.Equal(sums.Average(row => row[output]), mean[output], 5);
            Assert.Equal(sums.Average(row => Math.Pow(row[output] - mean[output], 2)), variance[output], 5);
        }
    }

    [Fact]
    public void NeedsNoDataForASlice()
    {
        var layer = Layer(true);
        var narrowing = DimensionReader.Sliced(Dimension, layer, [1, 4]);
        var weight = Assert.Single(narrowing.Reader);
        Assert.Equal([Outputs, 2, 2, 2], weight.Array.Shape);
        var whole = layer.Weight.Array.ToDoubles();
        Assert.Equal(
            Enumerable.Range(0, Outputs).SelectMany(o => new[] { 1, 4 }.SelectMany(u => Enumerable.Range((((o * Units) + u) * Taps), Taps)))
                .Select(i => whole[i]),
            weight.Array.ToDoubles());
    }

    [Fact]
    public void IsNotPossibleWithoutRows() =>
        Assert.Null(DimensionReader.Of(Dimension, Layer(false), NumericArray.Of(ElementType.Float64, new double[21 * 21], 21, 21)));

    private static DimensionReader Reader(WritingLayer layer)
    {
        var size = (Units * Taps) + 1;
        var sums = new double[size * size];
        foreach (var row in Inputs.Select(x => (double[])[.. x, 1]))
        {
            for (var i = 0; i < sums.Length; i++)
            {
                sums[i] += row[i / size] * row[i % size];
            }
        }

        return DimensionReader.Of(Dimension, layer, NumericArray.Of(ElementType.Float64, sums, size, size))!;
    }

    private static WritingLayer Layer(bool normed)
    {
        var random = new SeededRandom(5);
        float[] Values(long count) => [.. Enumerable.Range(0, (int)count).Select(_ => (float)random.NextDouble() + 0.1f)];
        NamedArray Tensor(string name, params long[] shape) =>
            new(name, NumericArray.Of(Values(shape.Aggregate(1L, (a, b) => a * b)), shape));
        NamedArray PerOutput(string name) => Tensor(name, Outputs);
        var norm = new BatchNormValues(PerOutput("gamma"), PerOutput("beta"), PerOutput("mean"), PerOutput("variance")) { Epsilon = 1e-5 };
        return new(Tensor("weight", Outputs, Units, 2, 2), PerOutput("bias"), normed ? norm : null);
    }

    private static WritingLayer With(WritingLayer layer, Narrowing narrowing)
    {
        NamedArray New(NamedArray tensor) => narrowing.Reader.SingleOrDefault(t => t.Name == tensor.Name) ?? tensor;
        return new(New(layer.Weight), New(layer.Bias!), layer.Norm is not { } norm
            ? null
            : norm with { Weight = New(norm.Weight), Bias = New(norm.Bias), Mean = New(norm.Mean), Variance = New(norm.Variance) });
    }

    /// <summary>What the layer and its batch norm compute.</summary>
    private static double[][] Outcomes(WritingLayer layer, double[][] inputs)
    {
        var (weight, bias) = (layer.Weight.Array.ToDoubles(), layer.Bias!.Array.ToDoubles());
        double Outcome(double[] x, int output) => Normed(layer.Norm, output, bias[output] + Dot(weight, output, x));
        return [.. inputs.Select(x => Enumerable.Range(0, Outputs).Select(output => Outcome(x, output)).ToArray())];
    }

    private static double Dot(double[] weight, int output, double[] x) =>
        x.Select((value, i) => value * weight[(output * x.Length) + i]).Sum();

    private static double Normed(BatchNormValues? norm, int output, double value)
    {
        if (norm is null)
        {
            return value;
        }

        double At(NamedArray tensor) => tensor.Array.ToDoubles()[output];
        return At(norm.Bias) + (At(norm.Weight) * (value - At(norm.Mean)) / Math.Sqrt(At(norm.Variance) + norm.Epsilon));
    }

    private static double[] Input(int row)
    {
        var random = new SeededRandom(row);
        var common = random.NextDouble();
        return [.. Enumerable.Range(0, Units * Taps).Select(_ => common + random.NextDouble())];
    }

    private static void AssertNear(double[][] expected, double[][] actual, double tolerance) => Assert.All(
        expected.Zip(actual).SelectMany(rows => rows.First.Zip(rows.Second)),
        pair => Assert.True(Math.Abs(pair.First - pair.Second) <= tolerance * Math.Abs(pair.First), $"{pair.Second} is not {pair.First}."));
}
