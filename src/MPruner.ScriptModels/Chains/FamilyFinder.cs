using System.Collections.Immutable;
using MPruner.Core;
using MPruner.ScriptModels.Dataflow;
using MPruner.TorchScript.Code;
using MPruner.TorchScript.Pickle;
using MPruner.TorchScript.Programs;

namespace MPruner.ScriptModels.Chains;

/// <summary>Finds the families of submodules that hand a residual stream on, without being given a name: by class, by dataflow, by weight.</summary>
internal static class FamilyFinder
{
    /// <summary>The share of the model's parameters from which on a family is worth measuring.</summary>
    private const double LeastShare = 0.10;

    private const string Bricks = "__torch__.torch.nn.modules.";
    private const string Containers = Bricks + "container.";

    /// <summary>All chains of every family that holds at least 10% of the parameters; where families nest, the outermost.</summary>
    /// <param name="program">The program.</param>
    /// <param name="trace">Its dataflow.</param>
    /// <param name="blocks">A path glob or a class name that overrides the search, or null.</param>
    /// <exception cref="PrunerException">MPR2002: the model was frozen or inlined.</exception>
    public static ImmutableArray<ScriptChain> Find(ScriptProgram program, DataflowTrace trace, string? blocks)
    {
        var inlined = program.Modules().Skip(1).Any(m => program.CountParameters(m.Object) > 0) || (program.ParameterCount == 0 && !program.Constants.IsEmpty);
        if (inlined && !trace.Calls.Any(call => call.Enters))
        {
            throw new PrunerException("MPR2002", "The model calls no submodule: it was frozen or its modules were inlined, so no block is left to remove. Save the model before torch.jit.freeze, torch.jit.optimize_for_inference or inlining.");
        }

        ImmutableArray<(PickleObject Module, string Path)> called = [.. trace.Calls.Where(c => c.Enters).Select(c => (c.Module, c.Path)).DistinctBy(c => c.Module)];
        return blocks is null ? Search(program, trace, called) : Chosen(trace, called, blocks);
    }

    /// <summary>What to say where the override matches nothing that forms a chain.</summary>
    public static PrunerException NothingChosen(DataflowTrace trace, string blocks) => new("MPR2003", $"Blocks=\"{blocks}\" names no two submodules that hand a tensor on to each other. Expected a path glob such as encoder.layers.* or a class name; the called submodules are of the classes {string.Join(", ", trace.Calls.Where(c => c.Enters).Select(c => QualifiedName.Split(c.Module.ClassName).Name).Distinct().Order(StringComparer.Ordinal))}.");

    private static ImmutableArray<ScriptChain> Chosen(DataflowTrace trace, ImmutableArray<(PickleObject Module, string Path)> called, string blocks)
    {
        var selector = new BlockSelector(blocks);
        return ChainFinder.Find(trace, [.. called.Where(c => selector.Matches(c.Path, c.Module.ClassName)).Select(c => c.Module)]);
    }

    private static ImmutableArray<ScriptChain> Search(ScriptProgram program, DataflowTrace trace, ImmutableArray<(PickleObject Module, string Path)> called)
    {
        // PyTorch's own layers without submodules, a Linear or a Conv2d, are what blocks are built of.
        var holders = program.Modules().Select(m => m.Path).Where(p => p.Contains('.', StringComparison.Ordinal)).Select(p => p[..p.LastIndexOf('.')]).ToHashSet();
        var families = called
            .Where(c => holders.Contains(c.Path) || !c.Module.ClassName.StartsWith(Bricks, StringComparison.Ordinal))
            .GroupBy(c => QualifiedName.Demangle(c.Module.ClassName)).ToList();
        var chains = Outermost(program, trace, families.Where(f => !f.Key.StartsWith(Containers, StringComparison.Ordinal)));

        // A plain Sequential is a container of blocks, unless nothing else is a block.
        chains = chains.IsEmpty ? Outermost(program, trace, families.Where(f => f.Key.StartsWith(Containers, StringComparison.Ordinal))) : chains;
        var shared = SharedBlocks.Find(trace, families.SelectMany(f => f).Where(c => program.CountParameters(c.Module) >= LeastShare * program.ParameterCount && !chains.Any(chain => Touches(chain, c.Path))));
        return [.. chains.Concat(shared).OrderBy(chain => chain.Blocks[0].Calls[0].Call.Order)];
    }

    private static bool Touches(ScriptChain chain, string path) =>
        chain.Blocks.Any(block => block.Path == path || block.Path.StartsWith(path + ".", StringComparison.Ordinal) || path.StartsWith(block.Path + ".", StringComparison.Ordinal));

    private static ImmutableArray<ScriptChain> Outermost(ScriptProgram program, DataflowTrace trace, IEnumerable<IGrouping<string, (PickleObject Module, string Path)>> families)
    {
        var total = program.ParameterCount;
        var found = ImmutableArray.CreateBuilder<ScriptChain>();
        foreach (var family in families.Where(f => f.Count() > 1))
        {
            PickleObject[] members = [.. family.Select(f => f.Module)];
            if (members.Sum(program.CountParameters) >= LeastShare * total)
            {
                found.AddRange(ChainFinder.Find(trace, members));
            }
        }

        return [.. found.Where(chain => !found.Any(other => Hides(other, chain))).OrderBy(chain => chain.Blocks[0].Calls[0].Call.Order)];

        // Of nested chains the outer one stays, unless it is one of stages, and the blocks are those within.
        static bool Hides(ScriptChain chain, ScriptChain other) => (Reaches(other, chain) && !IsOfStages(chain, other)) || (Reaches(chain, other) && IsOfStages(other, chain));

        static bool IsOfStages(ScriptChain outer, ScriptChain inner) => !Likeness.HasLikeNeighbours(outer) && Likeness.HasLikeNeighbours(inner, outer);
    }

    private static bool Reaches(ScriptChain chain, ScriptChain outer) =>
        chain.Blocks.Any(i => outer.Blocks.Any(i.IsWithin));
}
