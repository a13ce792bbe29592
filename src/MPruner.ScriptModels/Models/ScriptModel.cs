using System.Collections.Immutable;
using MPruner.Core;
using MPruner.Core.Formats;
using MPruner.ScriptModels.BlockEnds;
using MPruner.ScriptModels.Chains;
using MPruner.ScriptModels.Dataflow;
using MPruner.ScriptModels.Storage;
using MPruner.ScriptModels.Tensors;
using MPruner.ScriptModels.Widths;
using MPruner.TorchScript.Programs;

namespace MPruner.ScriptModels.Models;

/// <summary>A TorchScript model: its program, dataflow and block chains.</summary>
internal sealed class ScriptModel : IPrunableModel
{
    private readonly string? blocks;
    private readonly FoundChains found;
    private readonly ImmutableDictionary<string, ScriptBlock> byPath;
    private readonly Lazy<ImmutableDictionary<string, BlockWidths>> widths;

    private ScriptModel(ReadOnlyMemory<byte> file, string? blocks)
    {
        File = file;
        this.blocks = blocks;
        Program = StoredProgram.Read(file);
        Trace = DataflowTracer.Trace(Program);
        found = FamilyFinder.Find(Program, Trace, blocks);
        byPath = found.Blocks.ToImmutableDictionary(b => b.Path);
        Chains = [.. found.Chains.Select(Describe)];
        widths = new(FindWidths);
        Signature = ForwardSignature.Of(Program);
        Tensors = NamedTensors.Of(Program);
    }

    private ScriptModel(ScriptModel other, ImmutableArray<BlockChain> chains)
    {
        (File, blocks, Program, Trace) = (other.File, other.blocks, other.Program, other.Trace);
        (found, byPath, widths) = (other.found, other.byPath, other.widths);
        Wider = other.Wider;
        (Signature, Tensors, Origin, Missing) = (other.Signature, other.Tensors, other.Origin, other.Missing);
        Chains = chains;
    }

    private ScriptModel(ScriptModel other, FoundChains found)
        : this(other, [.. found.Chains.Select(other.Describe)])
    {
        this.found = found;
        byPath = found.Blocks.ToImmutableDictionary(b => b.Path);
        widths = new(FindWidths);
    }

    /// <inheritdoc/>
    public ReadOnlyMemory<byte> File { get; }

    /// <inheritdoc/>
    public ModelSignature Signature { get; }

    /// <inheritdoc/>
    public ImmutableArray<BlockChain> Chains { get; }

    /// <inheritdoc/>
    public ImmutableArray<Block> Blocks => [.. Chains.SelectMany(c => c.Blocks)];

    /// <inheritdoc/>
    public ImmutableArray<InnerDimension> InnerDimensions =>
        [.. Blocks.SelectMany(b => widths.Value[b.Path].Dimensions.Select(layers => layers.Describe(b)))];

    /// <inheritdoc/>
    public IPrunableModel? Origin { get; private init; }

    /// <inheritdoc/>
    public ImmutableArray<string> Missing { get; private init; } = [];

    /// <summary>The model from which units were removed to make this one; null if none were.</summary>
    private ScriptModel? Wider { get; init; }

    /// <summary>The program.</summary>
    public ScriptProgram Program { get; }

    /// <summary>The dataflow of the program.</summary>
    public DataflowTrace Trace { get; }

    /// <summary>The tensors of the program.</summary>
    public NamedTensors Tensors { get; }

    /// <summary>Reads a file and finds its chains.</summary>
    /// <param name="file">The file.</param>
    /// <param name="blocks">Selects the blocks (a path glob or a class name); null to search for them.</param>
    /// <exception cref="PrunerException"><c>MPR2003</c>: the modules that <paramref name="blocks"/> selects form no chain.</exception>
    public static ScriptModel Open(ReadOnlyMemory<byte> file, string? blocks)
    {
        var model = new ScriptModel(file, blocks);
        return blocks is null || !model.Chains.IsEmpty ? model : throw FamilyFinder.NothingChosen(model.Trace, blocks);
    }

    /// <inheritdoc/>
    public IPrunableModel With(ImmutableArray<BlockChain> chains) => new ScriptModel(this, chains);

    /// <inheritdoc/>
    public IPrunableModel? WithInnerChains()
    {
        var other = new ScriptModel(this, found.With(Reasons()));
        return other.Blocks.Select(b => b.Path).SequenceEqual(Blocks.Select(b => b.Path)) ? null : other;
    }

    /// <inheritdoc/>
    public string? WhyNotNarrowed(Block block) => widths.Value[block.Path].Reason;

    /// <inheritdoc/>
    public WritingLayer Reader(InnerDimension dimension) => Layers(dimension).Reader.Read(Tensors);

    /// <inheritdoc/>
    public double[]? NormScales(InnerDimension dimension) => Layers(dimension).NormWeight is { } weight
        ? Array.ConvertAll(Tensors.Read(weight).Array.ToDoubles(), Math.Abs)
        : null;

    /// <inheritdoc/>
    public IPrunableModel Reopen(Candidate accepted, ReadOnlyMemory<byte> file)
    {
        // With few blocks left, other modules may look like a chain, and those inside blocks like the better one. Both are ignored, and a
        // block that is left alone is still known.
        var known = Blocks.Select(b => b.Path).ToHashSet();
        var next = new ScriptModel(file, blocks);
        var left = next.found.With(Reasons()).Among(known);
        return new ScriptModel(next, left.With(Alone(left, accepted)))
        {
            Origin = this,
            Missing = accepted.Missing,
            Wider = accepted.Narrowed.IsEmpty ? null : (ScriptModel)accepted.Model,
        };
    }

    /// <inheritdoc/>
    public ReadOnlyMemory<byte> Write(Candidate candidate)
    {
        var program = CandidateProgram.Of(candidate).ToProgram();
        return candidate.Stored is { } stored ? StoredProgram.Write(program, stored) : program.Write();
    }

    /// <inheritdoc/>
    public long CountParameters(Candidate candidate) => CandidateProgram.Of(candidate).ToProgram().ParameterCount;

    /// <inheritdoc/>
    public IEnumerable<Diagnostic> UnjudgedParts(IReadOnlyCollection<string> changed, bool isRewritten) =>
        ScopeWarnings.For(this, changed, isRewritten);

    /// <summary>The layers of an inner dimension.</summary>
    public InnerLayers Layers(InnerDimension dimension) =>
        widths.Value[dimension.Block.Path].Dimensions.First(layers => layers.Path == dimension.Path);

    /// <summary>What the dataflow shows of a block.</summary>
    public ScriptBlock Find(Block block) => byPath[block.Path];

    /// <summary>
    /// The model and the block that show what a block should write: those of the model before anything was removed. If the next block has
    /// already been removed, it is this model before it was narrowed, because a repair may have taken the place of that block.
    /// </summary>
    public (ScriptModel Model, Block Block) Reference(Block block)
    {
        var chain = Origin?.Chains.First(c => c.Blocks.Any(b => b.Path == block.Path)).Blocks ?? [];
        var before = chain.FirstOrDefault(b => b.Path == block.Path);
        var next = before is null ? null : chain.SkipWhile(b => b != before).Skip(1).FirstOrDefault();
        return before is null || (next is not null && Blocks.All(b => b.Path != next.Path))
            ? Unnarrowed(block)
            : ((ScriptModel)Origin!, before);
    }

    /// <summary>This model before it was narrowed, and a block there.</summary>
    public (ScriptModel Model, Block Block) Unnarrowed(Block block) =>
        Wider is null ? (this, block) : (Wider, Wider.Blocks.First(b => b.Path == block.Path));

    private ImmutableDictionary<string, BlockWidths> FindWidths() =>
        InnerDimensionFinder.Find(Trace, found.Blocks).ToImmutableDictionary(w => w.Block.Path);

    /// <summary>The blocks that are left, but in none of the chains that are left.</summary>
    private IEnumerable<ScriptBlock> Alone(FoundChains left, Candidate accepted)
    {
        var others = left.Blocks.Select(block => block.Path).Concat(accepted.Missing).ToHashSet();
        return Blocks.Where(b => !others.Contains(b.Path)).Select(b => ChainFinder.Alone(left.Trace, Find(b))).OfType<ScriptBlock>();
    }

    private Dictionary<string, string> Reasons() => found.Blocks.Where(b => b.Reason is not null).Select(b => (b.Path, b.Reason!))
        .Concat(Blocks.Where(b => !b.Removable).Select(b => (b.Path, b.Reason!)))
        .DistinctBy(b => b.Path)
        .ToDictionary();

    private BlockChain Describe(ScriptChain chain)
    {
        var dimension = FeatureFinder.Dimension(Trace, chain);
        return new([.. chain.Blocks.Select(b => Describe(b) with { FeatureDimension = dimension })]);
    }

    private Block Describe(ScriptBlock block) =>
        new(block.Path, block.Class, Program.CountParameters(block.Module), block.First.Call.Order, block.Reason)
        {
            Bytes = Program.CountBytes(block.Module),
        };
}
