using System.Collections.Immutable;
using MPruner.Core.Examples;
using MPruner.Core.Formats;
using MPruner.Core.Pipeline;
using MPruner.Core.Ports;
using MPruner.Core.Tests.Pipeline;
using MPruner.Core.Width;

namespace MPruner.Core.Tests.Width;

public sealed class SummingInputs
{
    private const int Blocks = 3;

    [Theory]
    [InlineData(4, 512, 1)]
    [InlineData(100, 512, 7)]
    [InlineData(2000, 1000, 64)]
    public void ReadsEnoughExamplesAndPlaces(int units, int examples, int places)
    {
        using var sums = new CountingSums(units, (_, rows) => rows);
        var readers = Sums(units, () => sums, 3000).Of(Dimensions(units)).ToList();
        Assert.Equal(Blocks, readers.Count);
        Assert.Equal((examples, places), (sums.Examples, sums.Places));
    }

    [Theory]
    [InlineData(3000, 3000)]
    [InlineData(20_000, 6400)]
    public void ReadsMoreExamplesWhereEachIsOneRow(int count, int used)
    {
        using var sums = new CountingSums(200, (examples, _) => examples);
        Assert.Equal(Blocks, Sums(200, () => sums, count).Of(Dimensions(200)).Count());
        Assert.Equal(used, sums.Examples);
    }

    [Fact]
    public void KeepsWhatWasSummedUp()
    {
        var runs = 0;
        var sums = Sums(8, Next, 600);
        var first = sums.Of(Dimensions(8)).ToList();
        Assert.Equal(first, sums.Of(Dimensions(8)));
        Assert.Equal(1, runs);

        CountingSums Next()
        {
            runs++;
            return new(8, (_, rows) => rows);
        }
    }

    [Fact]
    public void SplitsWhatWouldTakeTooMuchMemory()
    {
        // Each dimension would take 381 MB, so two of the three fit into one run.
        var runs = 0;
        Assert.Empty(Sums(6900, Next, 40).Of(Dimensions(6900)));
        Assert.Equal(2, runs);

        CountingSums Next()
        {
            runs++;
            return new(null, (_, rows) => rows);
        }
    }

    [Fact]
    public void LeavesOutWhatTheEngineCannotShow()
    {
        var warnings = new WarningCollector(new Silence());
        var sums = Sums(8, () => throw new EngineRefusedException(EngineStep.Load, "MPR3001", "no such method"), 600, warnings);
        Assert.Empty(sums.Of(Dimensions(8)));
        Assert.Equal("MPR2325", Assert.Single(warnings.Warnings).Code);
    }

    [Fact]
    public void LeavesOutDimensionsWithoutRows() =>
        Assert.Empty(Sums(8, () => new CountingSums(8, (_, _) => 0), 600).Of(Dimensions(8)));

    private static ReaderSums Sums(int units, Func<IInputSums> sums, int count, WarningCollector? warnings = null)
    {
        var format = new SimulatedFormat(Blocks, (_, _) => throw new NotSupportedException()) { Units = units, Sums = _ => sums() };
        var model = format.Open(format.Original, null);
        var run = new RunContext(format, new PruningOptions(), warnings ?? new WarningCollector(new Silence()), default)
        {
            Clock = TimeProvider.System,
        };
        return new(run, model, BoundExamples.Bind(Numbers.From(0, count), model.Signature), []);
    }

    private static ImmutableArray<InnerDimension> Dimensions(int units)
    {
        var format = new SimulatedFormat(Blocks, (_, _) => throw new NotSupportedException()) { Units = units };
        return format.Open(format.Original, null).InnerDimensions;
    }

    /// <summary>
    /// Sums of so many inputs, or of none, whose number of rows is a function of the numbers of examples and of places that were added.
    /// </summary>
    private sealed class CountingSums(int? shown, Func<int, long, long> rows) : IInputSums
    {
        private long all;

        public int Examples { get; private set; }

        public int Places { get; private set; }

        public void Add(IReadOnlyList<NumericArray> inputs, NumericArray places)
        {
            Assert.Equal(inputs[0].Shape[0], places.Shape[0]);
            Examples += (int)places.Shape[0];
            Places = (int)places.Shape[1];
            all += places.Count;
        }

        public NumericArray? Gram(InnerDimension dimension)
        {
            if (shown is not { } units)
            {
                return null;
            }

            var sums = new double[(units + 1) * (units + 1)];
            sums[^1] = rows(Examples, all);
            return NumericArray.Of(ElementType.Float64, sums, units + 1, units + 1);
        }

        public void Dispose()
        {
        }
    }
}
