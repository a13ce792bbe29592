using System.Collections.Immutable;
using System.Runtime.InteropServices;
using MPruner.Core.Formats;
using MPruner.Core.Ports;

namespace MPruner.Core.Tests.Pipeline;

/// <summary>
/// A residual network that runs without an engine: each block adds W₂·relu(W₁x + b₁) + b₂ to the stream x, which is drawn from the
/// example's number. Blocks must stay; their hidden neurons can be narrowed.
/// </summary>
/// <param name="original">The original's blocks.</param>
internal sealed class ResidualMlp(ImmutableArray<ResidualMlp.Layer> original) : IModelFormat, IModelBench
{
    /// <summary>The width of the stream.</summary>
    public const int Width = 6;

    private readonly SimulatedFormat recorder = new(original.Length, (_, _) => throw new NotSupportedException());

    public string Engine => "arithmetic";

    /// <summary>The original's file.</summary>
    public ReadOnlyMemory<byte> Original => Model.Write(original);

    public ModelSignature ReadSignature(ReadOnlyMemory<byte> file) => new(
        [new ModelArgument("x", "x: Tensor", TakesTensor: true, HasDefault: false)], file.Length / sizeof(float));

    public IPrunableModel Open(ReadOnlyMemory<byte> file, string? blocks) => new Model(this, file, null);

    public IModelBench Bench(SessionOptions running, SessionOptions training) => this;

    public IRunningModel Run(ReadOnlyMemory<byte> file) => new Running(Model.Read(file));

    public IBlockRecorder Record(IPrunableModel model, int inputs, bool standardised) => recorder.Record(model, inputs, standardised);

    public ITrialRun? RunTrials(Candidate model, IReadOnlyList<Candidate> trials, ImmutableArray<NumericArray> probe) => null;

    public ISeamBench? OpenSeam(Candidate candidate, Seam seam, int inputs) => null;

    public IInputSums SumInputs(IPrunableModel model, IReadOnlyList<InnerDimension> dimensions, int inputs) =>
        new Sums(Model.Read(model.File));

    public TrainingOutcome Train(Candidate candidate, TrainingPlan plan, IProgressSink progress, CancellationToken cancel) =>
        throw new NotSupportedException();

    public ImmutableArray<NamedArray> Sensitivities(
        IPrunableModel model, SensitivityPlan plan, IProgressSink progress, CancellationToken cancel) => [];

    public ImmutableArray<NamedArray> ReestimateStatistics(
        Candidate candidate, StatisticsPlan plan, IProgressSink progress, CancellationToken cancel) => [];

    /// <summary>The streams behind each block, and what its hidden neurons hold, with a 1 at the end.</summary>
    private static IEnumerable<(double[] Hidden, double[] Stream)> Pass(ImmutableArray<Layer> layers, double example)
    {
        var random = new SeededRandom((long)example);
        double[] stream = [.. Enumerable.Range(0, Width).Select(_ => (2 * random.NextDouble()) - 1)];
        foreach (var layer in layers)
        {
            double[] hidden = [.. layer.Up.Select(row => Math.Max(Dot(row, [.. stream, 1]), 0)), 1];
            stream = [.. stream.Select((value, i) => value + Dot(layer.Down[i], hidden))];
            yield return (hidden, stream);
        }
    }

    private static double Dot(float[] weights, double[] values) => weights.Zip(values, (weight, value) => weight * value).Sum();

    /// <summary>A block.</summary>
    /// <param name="Up">W₁ with b₁ at the end of each row, [hidden][width + 1].</param>
    /// <param name="Down">W₂ with b₂ at the end of each row, [width][hidden + 1].</param>
    internal sealed record Layer(float[][] Up, float[][] Down);

    private sealed class Model(ResidualMlp format, ReadOnlyMemory<byte> file, IPrunableModel? origin) : IPrunableModel
    {
        private readonly ImmutableArray<Layer> layers = Read(file);

        public ReadOnlyMemory<byte> File => file;

        public ModelSignature Signature => format.ReadSignature(file);

        public ImmutableArray<Block> Blocks => [.. layers.Select((_, i) => new Block($"{i}", "Block", 100, i, "stays"))];

        public ImmutableArray<BlockChain> Chains => [new BlockChain(Blocks)];

        public ImmutableArray<InnerDimension> InnerDimensions =>
        [
            .. Blocks.Select(block => new InnerDimension(block, $"{block.Path}.down", layers[block.Order].Up.Length)
            {
                Unit = InnerUnit.Neuron,
                UnitWidth = 1,
                UnitParameters = (2 * Width) + 1,
            }),
        ];

        public IPrunableModel? Origin => origin;

        public ImmutableArray<string> Missing => [];

        /// <summary>Reads a file: the number of hidden neurons of each block, ended by −1, and then all weights.</summary>
        public static ImmutableArray<Layer> Read(ReadOnlyMemory<byte> file)
        {
            var values = new Queue<float>(MemoryMarshal.Cast<byte, float>(file.Span).ToArray());
            List<int> sizes = [];
            for (var size = values.Dequeue(); size >= 0; size = values.Dequeue())
            {
                sizes.Add((int)size);
            }

            float[][] Rows(int rows, int columns) =>
                [.. Enumerable.Range(0, rows).Select(_ => Enumerable.Range(0, columns).Select(_ => values.Dequeue()).ToArray())];
            return [.. sizes.Select(size => new Layer(Rows(size, Width + 1), Rows(Width, size + 1)))];
        }

        public static ReadOnlyMemory<byte> Write(ImmutableArray<Layer> layers) => MemoryMarshal.AsBytes<float>(
            [
                .. layers.Select(layer => (float)layer.Up.Length),
                -1,
                .. layers.SelectMany(layer => layer.Up.Concat(layer.Down).SelectMany(row => row)),
            ]).ToArray();

        public IPrunableModel With(ImmutableArray<BlockChain> chains) => this;

        public IPrunableModel? WithInnerChains() => null;

        public string? WhyNotNarrowed(Block block) => null;

        public double[]? NormScales(InnerDimension dimension) => null;

        public WritingLayer Reader(InnerDimension dimension)
        {
            var down = layers[dimension.Block.Order].Down;
            return new(
                new("weight", NumericArray.Of([.. down.SelectMany(row => row[..^1])], Width, dimension.Units)),
                new("bias", NumericArray.Of([.. down.Select(row => row[^1])], Width)),
                null);
        }

        public IPrunableModel Reopen(Candidate accepted, ReadOnlyMemory<byte> reopened) => new Model(format, reopened, this);

        public ReadOnlyMemory<byte> Write(Candidate candidate) =>
            Write([.. layers.Select((layer, i) => Narrowed(layer, candidate.Narrowed.GetValueOrDefault($"{i}.down")))]);

        public long CountParameters(Candidate candidate) => Write(candidate).Length / sizeof(float);

        public IEnumerable<Diagnostic> UnjudgedParts(IReadOnlyCollection<string> changed, bool isRewritten) => [];

        private static Layer Narrowed(Layer layer, Narrowing? narrowing)
        {
            if (narrowing is null)
            {
                return layer;
            }

            var left = narrowing.Kept.Length;
            var weight = narrowing.Reader.Single(t => t.Name == "weight").Array.ToDoubles();
            var bias = narrowing.Reader.SingleOrDefault(t => t.Name == "bias")?.Array.ToDoubles();
            float[][] down =
            [
                .. layer.Down.Select((row, o) => (float[])
                [
                    .. weight[(o * left)..((o + 1) * left)].Select(value => (float)value), (float?)bias?[o] ?? row[^1],
                ]),
            ];
            return new([.. narrowing.Kept.Select(unit => layer.Up[unit])], down);
        }
    }

    private sealed class Running(ImmutableArray<Layer> layers) : IRunningModel
    {
        public ImmutableArray<NumericArray> Run(IReadOnlyList<NumericArray> inputs)
        {
            var outputs = inputs[0].ToDoubles().SelectMany(example => Pass(layers, example).Last().Stream.Select(value => (float)value));
            return [NumericArray.Of([.. outputs], inputs[0].Count, Width)];
        }

        public void Dispose()
        {
        }
    }

    private sealed class Sums(ImmutableArray<Layer> layers) : IInputSums
    {
        private readonly double[][] sums = [.. layers.Select(layer => new double[(layer.Up.Length + 1) * (layer.Up.Length + 1)])];

        public void Add(IReadOnlyList<NumericArray> inputs, NumericArray places)
        {
            foreach (var example in inputs[0].ToDoubles())
            {
                foreach (var ((hidden, _), sum) in Pass(layers, example).Zip(sums))
                {
                    for (var i = 0; i < sum.Length; i++)
                    {
                        sum[i] += hidden[i / hidden.Length] * hidden[i % hidden.Length];
                    }
                }
            }
        }

        public NumericArray? Gram(InnerDimension dimension) => NumericArray.Of(
            ElementType.Float64, sums[dimension.Block.Order], dimension.Units + 1, dimension.Units + 1);

        public void Dispose()
        {
        }
    }
}
