using System.Collections.Immutable;
using System.Diagnostics;
using MPruner.Core;
using MPruner.Core.Formats;
using MPruner.Onnx.BlockEnds;
using MPruner.Onnx.Chains;
using MPruner.Onnx.Faults;
using MPruner.Onnx.Graphs;
using MPruner.Onnx.Messages;
using MPruner.Onnx.Rewriting;

namespace MPruner.Onnx.Models;

/// <summary>An ONNX model: its graph, dataflow and block chains.</summary>
internal sealed class PrunableGraph : IPrunableModel
{
    private readonly ImmutableDictionary<string, OnnxBlock> byPath;

    private PrunableGraph(ReadOnlyMemory<byte> file, OnnxModel onnx, ImmutableArray<ImmutableArray<OnnxBlock>> found)
    {
        (File, Onnx) = (file, onnx);
        Flow = new Dataflow(onnx.Graph);
        byPath = found.SelectMany(chain => chain).ToImmutableDictionary(block => block.Path);
        Signature = GraphSignature.Of(Flow);
        Chains = [.. found.Select(Describe)];
    }

    private PrunableGraph(PrunableGraph other, ImmutableArray<BlockChain> chains)
    {
        (File, Onnx, Flow, byPath, Signature) = (other.File, other.Onnx, other.Flow, other.byPath, other.Signature);
        (Origin, Missing, Chains) = (other.Origin, other.Missing, chains);
    }

    /// <inheritdoc/>
    public ReadOnlyMemory<byte> File { get; }

    /// <inheritdoc/>
    public ModelSignature Signature { get; }

    /// <inheritdoc/>
    public ImmutableArray<BlockChain> Chains { get; }

    /// <inheritdoc/>
    public ImmutableArray<Block> Blocks => [.. Chains.SelectMany(chain => chain.Blocks)];

    /// <inheritdoc/>
    public ImmutableArray<InnerDimension> InnerDimensions => [];

    /// <inheritdoc/>
    public IPrunableModel? Origin { get; private init; }

    /// <inheritdoc/>
    public ImmutableArray<string> Missing { get; private init; } = [];

    /// <summary>The file's content.</summary>
    public OnnxModel Onnx { get; }

    /// <summary>The dataflow of the graph.</summary>
    public Dataflow Flow { get; }

    /// <summary>Reads a file and finds its chains.</summary>
    /// <param name="file">The file.</param>
    /// <param name="blocks">Selects the blocks by a path glob; null for all that are found.</param>
    /// <exception cref="OnnxException">The file is malformed.</exception>
    /// <exception cref="PrunerException"><c>MPR2003</c>: the selected blocks form no chain; <c>MPR2006</c>: external data.</exception>
    public static PrunableGraph Open(ReadOnlyMemory<byte> file, string? blocks)
    {
        var onnx = Supported.Read(file);
        var found = ChainFinder.Find(new Dataflow(onnx.Graph));
        Supported.RequireOutsideBranches(onnx, found);
        return new(file, onnx, blocks is null ? found : BlockSelection.Choose(found, blocks));
    }

    /// <inheritdoc/>
    public IPrunableModel With(ImmutableArray<BlockChain> chains) => new PrunableGraph(this, chains);

    /// <inheritdoc/>
    public IPrunableModel? WithInnerChains() => null;

    /// <inheritdoc/>
    public string? WhyNotNarrowed(Block block) => "ONNX models are pruned by whole blocks only.";

    /// <inheritdoc/>
    public WritingLayer Reader(InnerDimension dimension) => throw new UnreachableException("There are no inner dimensions.");

    /// <inheritdoc/>
    public double[]? NormScales(InnerDimension dimension) => throw new UnreachableException("There are no inner dimensions.");

    /// <inheritdoc/>
    public IPrunableModel Reopen(Candidate accepted, ReadOnlyMemory<byte> file)
    {
        var onnx = Supported.Read(file);
        var flow = new Dataflow(onnx.Graph);
        var edit = CandidateGraph.Of(accepted).Edit();
        var own = (PrunableGraph)accepted.Model;
        var chains = accepted.Model.Chains
            .Select(chain => chain.Blocks.Where(block => !accepted.Removed.Contains(block)).Select(block => own.Kept(flow, edit, block)))
            .Select(chain => chain.ToImmutableArray())
            .Where(chain => !chain.IsEmpty);
        var reopened = new PrunableGraph(file, onnx, [.. chains]);
        var reasons = Blocks.Where(b => !b.Removable).ToDictionary(b => b.Path, b => b.Reason);
        return new PrunableGraph(reopened, [.. reopened.Chains.Select(chain => new BlockChain(
            [.. chain.Blocks.Select(b => b with { Reason = b.Reason ?? reasons.GetValueOrDefault(b.Path) })]))])
        {
            Origin = this,
            Missing = accepted.Missing,
        };
    }

    /// <inheritdoc/>
    public ReadOnlyMemory<byte> Write(Candidate candidate) => CandidateGraph.Of(candidate).Write();

    /// <inheritdoc/>
    public long CountParameters(Candidate candidate) => ParameterCount.Of(new Dataflow(CandidateGraph.Of(candidate).Edit().Apply()));

    /// <inheritdoc/>
    public IEnumerable<Diagnostic> UnjudgedParts(IReadOnlyCollection<string> changed, bool isRewritten) =>
        [.. OtherOutputs.Warn(this, changed), .. QuantisedEnds.Warn(this, changed)];

    /// <summary>What the graph shows of a block.</summary>
    public OnnxBlock Find(Block block) => byPath[block.Path];

    /// <summary>
    /// The model and the block that show what a block should write: those of the model before anything was removed. If the next block has
    /// already been removed, it is this model, because a repair may have taken the place of that block.
    /// </summary>
    public (PrunableGraph Model, Block Block) Reference(Block block)
    {
        var chain = Origin?.Chains.First(c => c.Blocks.Any(b => b.Path == block.Path)).Blocks ?? [];
        var before = chain.FirstOrDefault(b => b.Path == block.Path);
        var next = before is null ? null : chain.SkipWhile(b => b != before).Skip(1).FirstOrDefault();
        return before is null || (next is not null && Blocks.All(b => b.Path != next.Path))
            ? (this, block)
            : ((PrunableGraph)Origin!, before);
    }

    /// <summary>A block as the file of a candidate has it: what it reads may be written by an earlier block, or by a stitch.</summary>
    private OnnxBlock Kept(Dataflow flow, GraphEdit edit, Block block)
    {
        var known = Find(block);
        var end = BlockEnd.Of(flow, known.End.Sum, known.End.Kind) ?? throw new UnreachableException($"{block.Path} ends in another way.");
        return known with { Input = edit.Resolve(known.Input), End = end };
    }

    private BlockChain Describe(ImmutableArray<OnnxBlock> chain)
    {
        var dimension = chain.Min(block => block.FeatureDimension(Flow));
        return new([.. chain.Select(block => Describe(block) with { FeatureDimension = dimension })]);
    }

    private Block Describe(OnnxBlock block)
    {
        var edit = new GraphEdit(Flow);
        edit.Redirect(block.Stream, block.Input);
        var without = edit.Apply();
        return new(
            block.Path,
            block.Class(Flow),
            Signature.ParameterCount - ParameterCount.Of(new Dataflow(without)),
            block.Region(Flow).Nodes.First(),
            block.Reason(Flow))
        {
            Bytes = Onnx.Graph.Message.Length - without.Message.Length,
        };
    }
}
