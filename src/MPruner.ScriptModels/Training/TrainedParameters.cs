using System.Collections.Immutable;
using MPruner.Core.Formats;
using MPruner.ScriptModels.Dataflow;
using MPruner.ScriptModels.Models;
using MPruner.TorchScript.Pickle;
using MPruner.TorchScript.Programs;

namespace MPruner.ScriptModels.Training;

/// <summary>
/// The parameters that are trained while the others are frozen: those of the blocks
/// next to seams, of the stitches, and of everything that runs after the last block.
/// </summary>
internal static class TrainedParameters
{
    private const string OfStitches = "mpruner_";

    /// <summary>The parameters' names.</summary>
    /// <param name="candidate">The candidate.</param>
    /// <param name="program">Its program.</param>
    public static ImmutableHashSet<string> Of(CandidateProgram candidate, ScriptProgram program)
    {
        var neighbours = Neighbours(candidate).Select(b => b.Path).ToList();
        var heads = Heads(candidate.Model);
        return [.. program.Modules().SelectMany(module => Trained(module, IsWhole(module.Path)))];

        bool IsWhole(string module) => heads.Contains(module) || neighbours.Exists(block => IsIn(module, block));
    }

    private static IEnumerable<string> Trained(ModuleInstance module, bool isWhole) => module.Object.Attributes
        .Where(a => IsTrainable(a.Value) && (isWhole || a.Key.StartsWith(OfStitches, StringComparison.Ordinal)))
        .Select(a => module.Path.Length == 0 ? a.Key : $"{module.Path}.{a.Key}");

    private static bool IsTrainable(PickleValue value) => TensorInfo.Of(value) is { RequiresGrad: true };

    private static IEnumerable<Block> Neighbours(CandidateProgram candidate)
    {
        var (removed, chains) = (candidate.Candidate.Removed, candidate.Model.Chains);
        foreach (var seam in candidate.Candidate.Seams)
        {
            yield return seam.Before;
            var chain = chains.First(c => c.Blocks.Contains(seam.Last)).Blocks;
            if (chain.Skip(chain.IndexOf(seam.Last) + 1).FirstOrDefault() is { } next && !removed.Contains(next))
            {
                yield return next;
            }
        }
    }

    private static HashSet<string> Heads(ScriptModel model)
    {
        var blocks = model.Blocks.Select(model.Find).ToList();
        var last = blocks.Max(b => b.Calls[^1].Call.Order);
        return [.. model.Trace.Calls.Where(c => c.Order > last && !IsInBlock(c)).Select(c => c.Path)];

        bool IsInBlock(ModuleCall call) => call.SelfAndCallers().Any(outer => blocks.Exists(b => b.Module == outer.Module));
    }

    private static bool IsIn(string module, string block) =>
        module == block || module.StartsWith(block + ".", StringComparison.Ordinal);
}
