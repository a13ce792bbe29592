using MPruner.Core;
using MPruner.ScriptModels.Chains;
using MPruner.TorchScript.Code.Syntax;
using MPruner.TorchScript.Pickle;

namespace MPruner.ScriptModels.Models;

/// <summary>Warns of the parts of a model that the guard does not judge.</summary>
internal static class ScopeWarnings
{
    /// <summary>The warnings.</summary>
    /// <param name="model">The model.</param>
    /// <param name="removed">The module paths of the removed blocks.</param>
    /// <returns>
    /// <c>MPR2305</c> for a model that was saved in training mode;
    /// <c>MPR2306</c> if results other than the first depend on removed blocks.
    /// </returns>
    public static IEnumerable<Diagnostic> For(ScriptModel model, IReadOnlyCollection<string> removed)
    {
        if (model.Program.Root["training"] is PickleBool { Value: true } && ReadsItsMode(model))
        {
            yield return new(
                "MPR2305",
                "The model was saved in training mode, and its code depends on the mode. It was measured and judged in evaluation mode, "
                + "and is written in the mode in which it was saved: call eval() before saving, or after loading.");
        }

        ScriptBlock[] blocks = [.. model.Blocks.Where(b => removed.Contains(b.Path)).Select(model.Find)];
        if (ScoredPart.CountOthers(model.Trace, blocks) is > 0 and var others)
        {
            yield return new(
                "MPR2306",
                $"Only the first tensor that forward returns is scored. Of the other results, {others} depended on removed blocks "
                + "and were not verified: choose Blocks that they do not depend on, or make the model return only its output.");
        }
    }

    private static bool ReadsItsMode(ScriptModel model) => model.Trace.Calls.Select(c => c.Method).Distinct()
        .Any(method => method.Body.DescendantsAndSelf().Any(node => node is AttributeExpression { Name.Text: "training" }));
}
