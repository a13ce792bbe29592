using System.Collections.Immutable;
using MPruner.ScriptModels.Dataflow;
using MPruner.TorchScript.Code;
using MPruner.TorchScript.Pickle;

namespace MPruner.ScriptModels.Chains;

/// <summary>Finds blocks that are called again on what they wrote, as ALBERT's one layer is. They are reported, and stay.</summary>
internal static class SharedBlocks
{
    /// <summary>A chain of one block for each such module, the outermost where they nest.</summary>
    /// <param name="trace">Its dataflow.</param>
    /// <param name="candidates">Modules and their paths.</param>
    public static ImmutableArray<ScriptChain> Find(DataflowTrace trace, IEnumerable<(PickleObject Module, string Path)> candidates)
    {
        var found = candidates.Select(c => Describe(trace, c.Module)).OfType<ScriptBlock>().ToList();
        return [.. found.Where(block => !found.Exists(block.IsWithin)).Select(block => new ScriptChain([block]))];
    }

    private static ScriptBlock? Describe(DataflowTrace trace, PickleObject module)
    {
        var calls = new StreamAnalysis(trace, [module]).BlockCalls;
        var looped = calls.FirstOrDefault(call => call.FeedsItselfAt is not null);
        var again = looped is null ? Again(calls) : null;
        if ((looped?.FeedsItselfAt ?? again?.Position) is not { } position)
        {
            return null;
        }

        ImmutableArray<BlockCall> described = [.. calls.Select(call => new BlockCall(call, position, again?.Output ?? 0, null))];
        var count = looped is null ? $"{calls.Length} times" : "in a loop";
        return described.All(Removability.HasTensorStream)
            ? new ScriptBlock(calls[0].Path, QualifiedName.Demangle(module.ClassName), module, described, $"It is one block that is called {count} on what it wrote: leaving out a call would save time but no parameters.")
            : null;
    }

    /// <summary>Where the second call reads what the first one wrote, directly.</summary>
    private static (int Position, int Output)? Again(ImmutableArray<ModuleCall> calls)
    {
        for (var i = 1; i < calls.Length; i++)
        {
            for (var position = 0; position < calls[i].Arguments.Length; position++)
            {
                if (calls[i].Arguments[position] is CallOutput output && ReferenceEquals(output.Call, calls[i - 1]))
                {
                    return (position, output.Index);
                }
            }
        }

        return null;
    }
}
