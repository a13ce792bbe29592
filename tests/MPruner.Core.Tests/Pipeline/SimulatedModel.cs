using System.Collections.Immutable;
using System.Text;
using MPruner.Core.Formats;
using MPruner.Core.Pipeline;
using MPruner.Core.Ports;
using MPruner.Core.Reports;

namespace MPruner.Core.Tests.Pipeline;

/// <summary>
/// Models without tensors: one chain of blocks whose outputs are all equal, so that every block but the first is proposed. What a model
/// without some blocks returns is a function of the missing blocks and of the examples' numbers, so the true quality is known.
/// </summary>
/// <param name="blocks">The number of blocks.</param>
/// <param name="output">The output for the missing blocks' numbers and the examples.</param>
internal sealed class SimulatedFormat(int blocks, Func<ImmutableHashSet<int>, long[], NumericArray> output) : IModelFormat, IModelBench
{
    /// <summary>The bytes of one block in a simulated file; negative if removing a block makes the file larger.</summary>
    public int BytesPerBlock { get; init; } = 100;

    /// <summary>The units of the inner dimension of each block; 0 for blocks without one.</summary>
    public int Units { get; init; }

    /// <summary>Which vectors a block writes, by number: 0 for all where it is not replaced.</summary>
    public Func<IPrunableModel, Block, int> Written { get; init; } = (_, _) => 0;

    /// <summary>The bytes of one unit.</summary>
    public int BytesPerUnit { get; init; } = 5;

    /// <summary>Receives the seams that were to be fitted; none can be.</summary>
    public Action<Candidate, Seam>? SeamOpened { get; init; }

    /// <summary>Receives the plans of trainings, which change nothing.</summary>
    public Action<TrainingPlan> Trained { get; init; } = _ => throw new NotSupportedException("A simulated model has nothing to train.");

    /// <summary>Replaces the sums of what inner dimensions hold.</summary>
    public Func<int, IInputSums> Sums { get; init; } = units => new SimulatedSums(units);

    /// <summary>Replaces the output where units are missing; the numbers of removed units are by block.</summary>
    public Func<SimulatedState, long[], NumericArray>? NarrowedOutput { get; init; }

    /// <summary>The share of a file's bytes that is left when its weights are stored in a form.</summary>
    public Func<StoredWeights, double> StoredShare { get; init; } = stored => stored.Form == WeightStorage.Int8 ? 0.25 : 0.5;

    /// <summary>How far outputs move away when weights are stored in a form.</summary>
    public Func<StoredWeights, float> StoredError { get; init; } = _ => 0;

    public string Engine => "simulated";

    /// <summary>The original's file.</summary>
    public ReadOnlyMemory<byte> Original => File(SimulatedState.Whole);

    public ModelSignature ReadSignature(ReadOnlyMemory<byte> file) =>
        new([new ModelArgument("x", "x: Tensor", TakesTensor: true, HasDefault: false)], SimulatedState.In(file).Parameters(blocks));

    public IPrunableModel Open(ReadOnlyMemory<byte> file, string? chosen) => new SimulatedModel(this, file);

    public IModelBench Bench(SessionOptions running, SessionOptions training) => this;

    public IRunningModel Run(ReadOnlyMemory<byte> file)
    {
        var state = SimulatedState.In(file);
        return new Running(examples =>
        {
            var exact = NarrowedOutput is null ? output(state.Missing, examples) : NarrowedOutput(state, examples);
            var error = state.Stored is null ? 0 : StoredError(state.Stored);
            return error == 0 ? exact : NumericArray.Of([.. exact.ToDoubles().Select(value => (float)value + error)], [.. exact.Shape]);
        });
    }

    public IBlockRecorder Record(IPrunableModel model, int inputs, bool standardised) =>
        new Recorder([.. model.Blocks.Select(block => Written(model, block))]);

    public ITrialRun? RunTrials(Candidate model, IReadOnlyList<Candidate> trials, ImmutableArray<NumericArray> probe) => null;

    public ISeamBench? OpenSeam(Candidate candidate, Seam seam, int inputs)
    {
        SeamOpened?.Invoke(candidate, seam);
        return null;
    }

    public IInputSums SumInputs(IPrunableModel model, IReadOnlyList<InnerDimension> dimensions, int inputs) => Sums(Units);

    public TrainingOutcome Train(Candidate candidate, TrainingPlan plan, IProgressSink progress, CancellationToken cancel)
    {
        Trained(plan);
        return new([], 0, 0, [], false);
    }

    public ImmutableArray<NamedArray> Sensitivities(
        IPrunableModel model, SensitivityPlan plan, IProgressSink progress, CancellationToken cancel) => [];

    public ImmutableArray<NamedArray> ReestimateStatistics(
        Candidate candidate, StatisticsPlan plan, IProgressSink progress, CancellationToken cancel) => [];

    private ReadOnlyMemory<byte> File(SimulatedState state)
    {
        var size = 10_000 - (BytesPerBlock * state.Missing.Count) - (BytesPerUnit * state.Removed.Values.Sum(units => units.Length));
        return Encoding.ASCII.GetBytes(state.ToString().PadRight((int)(size * (state.Stored is null ? 1 : StoredShare(state.Stored)))));
    }

    private sealed class SimulatedModel : IPrunableModel
    {
        private readonly SimulatedFormat format;

        public SimulatedModel(SimulatedFormat format, ReadOnlyMemory<byte> file)
        {
            (this.format, File) = (format, file);
            var missing = SimulatedState.In(file).Missing;
            Chains = [new BlockChain([.. Enumerable.Range(0, format.BlockCount).Where(b => !missing.Contains(b)).Select(NewBlock)])];
        }

        public ReadOnlyMemory<byte> File { get; }

        public ModelSignature Signature => format.ReadSignature(File);

        public ImmutableArray<BlockChain> Chains { get; private init; }

        public ImmutableArray<Block> Blocks => [.. Chains.SelectMany(chain => chain.Blocks)];

        public IPrunableModel? Origin { get; private init; }

        public ImmutableArray<string> Missing => [.. SimulatedState.In(File).Missing.Order().Select(b => NewBlock(b).Path)];

        public IPrunableModel With(ImmutableArray<BlockChain> chains) =>
            new SimulatedModel(format, File) { Chains = chains, Origin = Origin };

        public IPrunableModel? WithInnerChains() => null;

        public ImmutableArray<InnerDimension> InnerDimensions => format.Units == 0 ? [] : [.. Blocks.Select(NewDimension)];

        public string? WhyNotNarrowed(Block block) => null;

        public double[]? NormScales(InnerDimension dimension) => null;

        public WritingLayer Reader(InnerDimension dimension) => new(
            new($"{dimension.Path}.weight", NumericArray.Of([.. Enumerable.Repeat(1f, dimension.Units)], 1, dimension.Units)),
            new($"{dimension.Path}.bias", NumericArray.Of([0f], 1)),
            null);

        public IPrunableModel Reopen(Candidate accepted, ReadOnlyMemory<byte> file) => new SimulatedModel(format, file) { Origin = this };

        public ReadOnlyMemory<byte> Write(Candidate candidate)
        {
            var state = SimulatedState.In(File);
            return format.File(new(
                state.Missing.Union(candidate.Removed.Select(block => block.Order)),
                state.Removed.SetItems(candidate.Narrowed.Values.Select(narrowing => KeyValuePair.Create(
                    narrowing.Dimension.Block.Order,
                    Enumerable.Range(0, narrowing.Dimension.Units).Except(narrowing.Kept).ToImmutableArray()))))
            {
                Stored = candidate.Stored,
            });
        }

        public long CountParameters(Candidate candidate) => format.ReadSignature(Write(candidate)).ParameterCount;

        public IEnumerable<Diagnostic> UnjudgedParts(IReadOnlyCollection<string> changed, bool isRewritten) => [];

        private InnerDimension NewDimension(Block block) => new(block, $"{block.Path}.down", format.Units)
        {
            Unit = InnerUnit.Neuron,
            UnitWidth = 1,
            UnitParameters = SimulatedState.UnitParameters,
        };

        private static Block NewBlock(int number) => new($"blocks.{number}", "Block", 1000, number, null);
    }

    private int BlockCount => blocks;

    private sealed class Running(Func<long[], NumericArray> output) : IRunningModel
    {
        public ImmutableArray<NumericArray> Run(IReadOnlyList<NumericArray> inputs) =>
            [output([.. inputs[0].ToDoubles().Select(number => (long)number)])];

        public void Dispose()
        {
        }
    }

    /// <summary>Blocks write pseudo-random vectors.</summary>
    private sealed class Recorder(ImmutableArray<int> written) : IBlockRecorder
    {
        private const int Width = 6;

        public void Record(ImmutableArray<NumericArray> inputs, RecordRequest request, Action<PassRecord> look)
        {
            var numbers = inputs[0].ToDoubles();
            var n = numbers.Length;
            var shape = new BlockShape(ElementType.Float32, ElementType.Float32, [n, Width], [n, Width]);
            var grams = written.Distinct().ToDictionary(w => w, w => request.Rows.Shape[1] == 0 ? null : Gram(numbers, w));
            look(new PassRecord([.. written.Select((w, block) => new BlockRecord(block, shape, grams[w]))], []));
        }

        public void Dispose()
        {
        }

        private static NumericArray Gram(double[] numbers, int written)
        {
            var rows = numbers.Select(number => Row(new SeededRandom((long)number + ((long)1e12 * written)))).ToArray();
            var gram = new float[rows.Length * rows.Length];
            for (var i = 0; i < gram.Length; i++)
            {
                gram[i] = (float)rows[i / rows.Length].Zip(rows[i % rows.Length], (a, b) => a * b).Sum();
            }

            return NumericArray.Of(gram, 1, rows.Length, rows.Length);
        }

        private static double[] Row(SeededRandom random) => [.. Enumerable.Range(0, Width).Select(_ => random.NextDouble() - 0.5)];
    }
}

/// <summary>Examples that are numbers, with labels if there are any.</summary>
/// <param name="values">The numbers.</param>
/// <param name="labels">The labels of some examples; null for no labels.</param>
internal sealed class Numbers(IReadOnlyList<long> values, Func<long[], NumericArray>? labels = null) : IExampleSource
{
    public string Name => "numbers.npz";

    public ImmutableArray<ArrayHeader> Arrays { get; } =
    [
        new("x", ElementType.Int64, [values.Count]),
        .. labels is null ? [] : new[] { Header(labels([values[0]]), values.Count) },
    ];

    /// <summary>Consecutive numbers.</summary>
    public static Numbers From(long first, int count, Func<long[], NumericArray>? labels = null) =>
        new([.. Enumerable.Range(0, count).Select(i => first + i)], labels);

    public NumericArray Read(int array, ReadOnlySpan<int> examples)
    {
        var chosen = new long[examples.Length];
        for (var i = 0; i < chosen.Length; i++)
        {
            chosen[i] = values[examples[i]];
        }

        return array == 0 ? NumericArray.Of(chosen, chosen.Length) : labels!(chosen);
    }

    private static ArrayHeader Header(NumericArray one, int count) => new("labels", one.Type, one.Shape.SetItem(0, count));
}

/// <summary>Runs the pipeline on a simulated model.</summary>
internal static class Simulation
{
    /// <summary>The calibration data of most simulations.</summary>
    public static Numbers Calibration { get; } = Numbers.From(1_000_000_000, 64);

    /// <summary>Prunes a simulated model without recovery.</summary>
    public static PruningResult Prune(SimulatedFormat format, Numbers evaluation, PruningOptions options) =>
        Prune(format, (Calibration, evaluation), options with { Recovery = RecoverySteps.None });

    /// <summary>Prunes a network that runs without an engine, without recovery, whatever its similarities.</summary>
    public static PruningResult Prune(ResidualMlp format, Numbers evaluation, PruningOptions options)
    {
        var any = options with { Recovery = RecoverySteps.None, Threshold = 0 };
        return Prune(format, format.Original, (Numbers.From(1_000_000_000, 512), evaluation), any);
    }

    /// <summary>Prunes a simulated model.</summary>
    public static PruningResult Prune(SimulatedFormat format, (Numbers Calibration, Numbers? Evaluation) data, PruningOptions options) =>
        Prune(format, format.Original, data, options);

    private static PruningResult Prune(
        IModelFormat format, ReadOnlyMemory<byte> original, (Numbers Calibration, Numbers? Evaluation) data, PruningOptions options) =>
        new PruningPipeline(format, new Silence(), TimeProvider.System).Prune(
            new(original, data.Calibration, data.Evaluation, options with { Standardised = false }),
            CancellationToken.None);
}
