using MPruner.Core;
using MPruner.ScriptModels.Chains;
using MPruner.TorchScript.Code.Syntax;
using MPruner.TorchScript.Pickle;

namespace MPruner.ScriptModels.Models;

/// <summary>Says what of a model the guard does not judge.</summary>
internal static class ScopeWarnings
{
    /// <summary>The warnings.</summary>
    /// <param name="model">The model.</param>
    /// <param name="removed">The module paths of what went.</param>
    /// <returns><c>MPR2305</c> for a model that was saved in training mode, <c>MPR2306</c> where other results depend on what went.</returns>
    public static IEnumerable<Diagnostic> For(ScriptModel model, IReadOnlyCollection<string> removed)
    {
        if (model.Program.Root["training"] is PickleBool { Value: true } && ReadsItsMode(model))
        {
            yield return new("MPR2305", "The model was saved in training mode, and its code depends on the mode. It was measured and judged in evaluation mode, and is passed on as it was saved: call eval() on it before saving, or after loading.");
        }

        if (ScoredPart.CountOthers(model.Trace, [.. model.Blocks.Where(b => removed.Contains(b.Path)).Select(model.Find)]) is > 0 and var others)
        {
            yield return new("MPR2306", $"Only the first tensor that forward returns is scored. Of its other results {others} also came through blocks that were removed, and nothing is proven of them: choose Blocks that they do not need, or have the model return its output alone.");
        }
    }

    private static bool ReadsItsMode(ScriptModel model) => model.Trace.Calls.Select(c => c.Method).Distinct()
        .Any(method => method.Body.DescendantsAndSelf().Any(node => node is AttributeExpression { Name.Text: "training" }));
}
