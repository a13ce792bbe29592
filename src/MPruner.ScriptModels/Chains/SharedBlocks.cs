using System.Collections.Immutable;
using MPruner.ScriptModels.Dataflow;
using MPruner.TorchScript.Code;
using MPruner.TorchScript.Pickle;

namespace MPruner.ScriptModels.Chains;

/// <summary>
/// Finds blocks that are called again on their own output, such as the one layer of ALBERT. They are reported but never removed.
/// </summary>
internal static class SharedBlocks
{
    /// <summary>A chain of one block for each such module; of nested ones only the outermost.</summary>
    /// <param name="trace">The program's dataflow.</param>
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
        var again = looped is null ? SecondCall(calls) : null;
        if ((looped?.FeedsItselfAt ?? again?.Position) is not { } position)
        {
            return null;
        }

        ImmutableArray<BlockCall> described = [.. calls.Select(call => new BlockCall(call, position, again?.Output ?? 0, null))];
        var count = looped is null ? $"{calls.Length} times" : "in a loop";
        return described.All(Removability.HasTensorStream)
            ? new ScriptBlock(calls[0].Path, QualifiedName.Demangle(module.ClassName), module, described, Reason(count))
            : null;
    }

    private static string Reason(string count) =>
        $"It is one block that is called {count} on its own output: skipping a call would save time but no parameters.";

    /// <summary>Where a call directly reads the output of the call before it; null if none does.</summary>
    private static (int Position, int Output)? SecondCall(ImmutableArray<ModuleCall> calls)
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
