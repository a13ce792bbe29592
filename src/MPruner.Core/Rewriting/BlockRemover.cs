using MPruner.Core.Chains;
using MPruner.Core.Dataflow;
using MPruner.TorchScript.Code.Syntax;
using MPruner.TorchScript.Pickle;
using MPruner.TorchScript.Programs;
using Block = MPruner.Core.Chains.Block;

namespace MPruner.Core.Rewriting;

/// <summary>Removes blocks from a program: their consumers read what the blocks read, their attributes go, classes shared with unedited modules are cloned.</summary>
internal static class BlockRemover
{
    /// <summary>The program without some of its blocks.</summary>
    /// <param name="program">The program.</param>
    /// <param name="trace">Its dataflow.</param>
    /// <param name="blocks">Removable blocks of its chains.</param>
    public static ScriptProgram Remove(ScriptProgram program, DataflowTrace trace, IReadOnlyCollection<Block> blocks)
    {
        if (blocks.Count == 0)
        {
            return program;
        }

        var removed = blocks.Select(b => b.Module).ToHashSet();
        var edits = new Dictionary<PickleObject, ModuleEdit>();
        ModuleEdit EditOf(PickleObject module) => edits.TryGetValue(module, out var edit) ? edit : edits[module] = new ModuleEdit();

        foreach (var call in blocks.SelectMany(b => b.Calls.Concat(b.UnreachedCalls)))
        {
            var edit = EditOf(call.Call.Caller!.Module);
            edit.Replacements[call.Call.Syntax!] = ResultsWithout(call);
            if (call.ParentAdd is { } add)
            {
                EditOf(add.Frame.Module).Replacements[add.Syntax] = new Replacement([add.Stream], []);
            }
        }

        foreach (var alias in trace.All.SelectMany(t => t.Aliases).Where(a => removed.Contains(a.Module)))
        {
            EditOf(alias.Frame.Module).Removed.Add(alias.Statement);
        }

        foreach (var module in new ModuleTree(program).Modules)
        {
            foreach (var attribute in module.Attributes.Where(a => a.Value is PickleObject child && removed.Contains(child)))
            {
                EditOf(module).Dropped.Add(attribute.Key);
            }
        }

        return new ClassSplitter(program, edits, new ModuleTree(program, removed.Contains)).Apply();
    }

    private static Replacement ResultsWithout(BlockCall block)
    {
        var call = block.Call;
        var types = Removability.ResultTypes(call.Method);
        var results = new Expression?[types.Length];
        foreach (var output in call.Outputs)
        {
            results[output.Index] = Removability.SourceOf(call, output) is { } source ? call.ArgumentSyntax[source] : null;
        }

        results[block.StreamOutput] = call.ArgumentSyntax[block.StreamInput];
        return new Replacement(results, types);
    }
}
