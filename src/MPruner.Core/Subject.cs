using System.Collections.Immutable;
using MPruner.Core.Chains;
using MPruner.Core.Dataflow;
using MPruner.Core.Instrumentation;
using MPruner.TorchScript.Code.Syntax;
using MPruner.TorchScript.Programs;
using Block = MPruner.Core.Chains.Block;

namespace MPruner.Core;

/// <summary>A model as the pipeline sees it: its program, its dataflow, its chains.</summary>
/// <param name="File">The file's bytes.</param>
/// <param name="Program">The program.</param>
/// <param name="Trace">Its dataflow.</param>
/// <param name="Chains">Its block chains in order of execution; none where no two blocks follow each other.</param>
internal sealed record Subject(ReadOnlyMemory<byte> File, ScriptProgram Program, DataflowTrace Trace, ImmutableArray<BlockChain> Chains)
{
    /// <summary>The model before anything was removed from it; null where this is it.</summary>
    public Subject? Origin { get; init; }

    /// <summary>The module paths of the blocks that are missing of <see cref="Origin"/>, in order of execution.</summary>
    public ImmutableArray<string> Missing { get; init; } = [];

    /// <summary>The root's <c>forward</c>.</summary>
    public FunctionDefinition Forward => Trace.Root.Method;

    /// <summary>Every block of every chain, in the order of the chains.</summary>
    public ImmutableArray<Block> Blocks => [.. Chains.SelectMany(c => c.Blocks)];

    /// <summary>Reads a file and finds its chains.</summary>
    /// <param name="file">The file.</param>
    /// <param name="blocks">Names the blocks instead of a search, or null.</param>
    /// <exception cref="PrunerException"><c>MPR2003</c>: <paramref name="blocks"/> matches nothing that forms a chain.</exception>
    public static Subject Open(ReadOnlyMemory<byte> file, string? blocks)
    {
        var subject = Read(file, blocks);
        return blocks is null || !subject.Chains.IsEmpty ? subject : throw FamilyFinder.NothingChosen(subject.Trace, blocks);
    }

    /// <summary>This model after some of its blocks went: what is left of its chains. With few blocks left something else may look like a chain; that is another question.</summary>
    public Subject Reopened(ReadOnlyMemory<byte> file, ImmutableArray<string> missing, string? blocks)
    {
        var known = Blocks.Select(b => b.Path).ToHashSet();
        var next = Read(file, blocks);
        return next with { Chains = [.. next.Chains.Where(c => c.Blocks.All(b => known.Contains(b.Path)))], Origin = this, Missing = missing };
    }

    /// <summary>Where to see what a block ought to write: before anything was removed; but here, where what stood behind it is gone already, for something may stand in its place.</summary>
    public (Subject Model, Block Block) Ideal(Block block)
    {
        var chain = Origin?.Chains.First(c => c.Blocks.Any(b => b.Path == block.Path)).Blocks ?? [];
        var before = chain.FirstOrDefault(b => b.Path == block.Path);
        var next = before is null ? null : chain.SkipWhile(b => b != before).Skip(1).FirstOrDefault();
        return before is null || (next is not null && Blocks.All(b => b.Path != next.Path)) ? (this, block) : (Origin!, before);
    }

    /// <summary>The model with the chains as they were measured: blocks that a run forbids removing have their reason.</summary>
    public Subject Measured(ImmutableArray<ChainMeasurement> measurements) => this with { Chains = [.. measurements.Select(m => m.Chain)] };

    /// <summary>What is reported of a chain before anything was measured.</summary>
    public ChainReport Report(BlockChain chain) =>
        new(chain.Path, [.. chain.Blocks.Select(b => new BlockReport(b.Path, b.Class, Program.CountParameters(b.Module), b.Removable, b.Reason))]);

    private static Subject Read(ReadOnlyMemory<byte> file, string? blocks)
    {
        var program = ScriptProgram.Read(file);
        var trace = DataflowTracer.Trace(program);
        return new Subject(file, program, trace, [.. FamilyFinder.Find(program, trace, blocks).Select(chain => ScoredPart.Keep(trace, chain))]);
    }
}
