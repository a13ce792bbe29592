using System.Collections.Immutable;
using MPruner.Core;
using MPruner.ScriptModels.Dataflow;
using MPruner.ScriptModels.Operators;
using MPruner.TorchScript.Code;
using MPruner.TorchScript.Pickle;
using MPruner.TorchScript.Programs;

namespace MPruner.ScriptModels.Chains;

/// <summary>
/// Finds the families of submodules that pass a residual stream on. No names
/// are needed: it uses class, dataflow and share of the parameters.
/// </summary>
internal static class FamilyFinder
{
    /// <summary>The smallest share of the model's parameters at which a family is worth measuring, 0–1.</summary>
    private const double LeastShare = 0.10;

    private const string TorchModules = "__torch__.torch.nn.modules.";
    private const string Containers = TorchModules + "container.";

    /// <summary>
    /// All chains of every family that holds at least 10% of the parameters, with the reasons why blocks must stay.
    /// </summary>
    /// <param name="program">The program.</param>
    /// <param name="trace">Its dataflow.</param>
    /// <param name="blocks">A path glob or a class name that overrides the search, or null.</param>
    /// <exception cref="PrunerException">MPR2002: the model was frozen or inlined.</exception>
    public static FoundChains Find(ScriptProgram program, DataflowTrace trace, string? blocks)
    {
        var inlined = program.Modules().Skip(1).Any(m => program.CountParameters(m.Object) > 0)
            || (program.ParameterCount == 0 && !program.Constants.IsEmpty);
        if (inlined && !trace.Calls.Any(call => call.Enters))
        {
            throw new PrunerException(
                "MPR2002",
                "The model calls no submodule: it was frozen or its modules were inlined, so there is no block to remove. "
                + "Save the model before torch.jit.freeze, torch.jit.optimize_for_inference or inlining.");
        }

        ImmutableArray<(PickleObject Module, string Path)> called =
            [.. trace.Calls.Where(c => c.Enters).Select(c => (c.Module, c.Path)).DistinctBy(c => c.Module)];
        return blocks is null ? Search(program, trace, called) : new FoundChains(trace, [], Chosen(trace, called, blocks));
    }

    /// <summary>The error for an override whose modules form no chain.</summary>
    public static PrunerException NothingChosen(DataflowTrace trace, string blocks)
    {
        var classes = trace.Calls.Where(c => c.Enters)
            .Select(c => QualifiedName.Split(c.Module.ClassName).Name)
            .Distinct()
            .Order(StringComparer.Ordinal);
        return new(
            "MPR2003",
            $"Blocks=\"{blocks}\" selects no two submodules that pass a tensor on to one another. "
            + $"Expected a path glob such as encoder.layers.* or a class name; "
            + $"the called submodules have the classes {string.Join(", ", classes)}.");
    }

    private static ImmutableArray<ScriptChain> Chosen(
        DataflowTrace trace, ImmutableArray<(PickleObject Module, string Path)> called, string blocks)
    {
        var selector = new BlockSelector(blocks);
        return Chains(trace, [.. called.Where(c => selector.Matches(c.Path, c.Module.ClassName)).Select(c => c.Module)]);
    }

    private static FoundChains Search(
        ScriptProgram program, DataflowTrace trace, ImmutableArray<(PickleObject Module, string Path)> called)
    {
        // Layers are what blocks are made of: PyTorch's own without submodules, such as Linear and Conv2d, and others like GPT-2's Conv1D.
        var parents = program.Modules().Select(m => m.Path)
            .Where(path => path.Contains('.', StringComparison.Ordinal))
            .Select(path => path[..path.LastIndexOf('.')])
            .ToHashSet();
        var layers = trace.Calls.Where(WrittenOutLinear.IsAll).Select(call => call.Module).ToHashSet();
        var families = called
            .Where(c => parents.Contains(c.Path)
                || !(c.Module.ClassName.StartsWith(TorchModules, StringComparison.Ordinal) || layers.Contains(c.Module)))
            .GroupBy(c => QualifiedName.Demangle(c.Module.ClassName)).ToList();
        var chains = Large(program, trace, families.Where(f => !IsContainer(f.Key)));

        // A plain Sequential is a container of blocks, unless nothing else is a block.
        chains = chains.IsEmpty ? Large(program, trace, families.Where(f => IsContainer(f.Key))) : chains;
        var found = new FoundChains(trace, chains, []);
        return new FoundChains(trace, chains, SharedBlocks.Find(trace, families.SelectMany(f => f).Where(IsLargeAndFree)));

        static bool IsContainer(string className) => className.StartsWith(Containers, StringComparison.Ordinal);

        bool IsLargeAndFree((PickleObject Module, string Path) module) =>
            program.CountParameters(module.Module) >= LeastShare * program.ParameterCount
            && !found.Chains.Any(chain => Overlaps(chain, module.Path));
    }

    private static bool Overlaps(ScriptChain chain, string path) =>
        chain.Blocks.Any(block => block.Path == path || IsBelow(block.Path, path) || IsBelow(path, block.Path));

    private static bool IsBelow(string path, string outer) => path.StartsWith(outer + ".", StringComparison.Ordinal);

    private static ImmutableArray<ScriptChain> Large(
        ScriptProgram program, DataflowTrace trace, IEnumerable<IGrouping<string, (PickleObject Module, string Path)>> families) =>
    [
        .. families.Where(f => f.Count() > 1)
            .Select(f => f.Select(member => member.Module).ToArray())
            .Where(members => members.Sum(program.CountParameters) >= LeastShare * program.ParameterCount)
            .SelectMany(members => Chains(trace, members)),
    ];

    private static ImmutableArray<ScriptChain> Chains(DataflowTrace trace, PickleObject[] family) =>
        [.. ChainFinder.Find(trace, family).Select(chain => ScoredPart.Keep(trace, chain))];
}
