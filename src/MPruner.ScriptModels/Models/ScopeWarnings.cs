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
    /// <param name="changed">The module paths of the removed and the narrowed blocks.</param>
    /// <param name="isRewritten">Whether the result is another file than the model's.</param>
    /// <returns>
    /// <c>MPR2305</c> for a model that was saved in training mode;
    /// <c>MPR2306</c> if results other than the first depend on changed blocks; <c>MPR2310</c> if methods other than
    /// <c>forward</c> do; <c>MPR2311</c> if values that <c>forward</c> leaves in attributes do; <c>MPR2312</c> for entries
    /// that the file loses.
    /// </returns>
    public static IEnumerable<Diagnostic> For(ScriptModel model, IReadOnlyCollection<string> changed, bool isRewritten)
    {
        if (model.Program.Root["training"] is PickleBool { Value: true } && ReadsItsMode(model))
        {
            yield return new(
                "MPR2305",
                "The model was saved in training mode, and its code depends on the mode. It was measured and judged in evaluation mode, "
                + "and is written in the mode in which it was saved: call eval() before saving, or after loading.");
        }

        ScriptBlock[] blocks = [.. model.Blocks.Where(b => changed.Contains(b.Path)).Select(model.Find)];
        if (ScoredPart.CountOthers(model.Trace, blocks) is > 0 and var others)
        {
            yield return new(
                "MPR2306",
                $"Only the first tensor that forward returns is scored. Of the other results, {others} depended on changed blocks "
                + "and were not verified: choose Blocks that they do not depend on, or make the model return only its output.");
        }

        if (string.Join(", ", OtherMethods(model, blocks)) is { Length: > 0 } methods)
        {
            yield return new(
                "MPR2310",
                $"Only forward was verified, but {methods} also uses changed blocks, so its results change: "
                + "choose Blocks that it does not use, or verify it with the pruned model.");
        }

        if (string.Join(", ", LeftValues(model, blocks)) is { Length: > 0 } attributes)
        {
            yield return new(
                "MPR2311",
                $"forward leaves values in attributes ({attributes}) that depended on changed blocks; they were not verified: "
                + "choose Blocks that they do not depend on, or do not read them from the pruned model.");
        }

        if (isRewritten && !model.Program.DerivedEntries.IsEmpty)
        {
            yield return new(
                "MPR2312",
                $"The file has entries that other software made from the model ({string.Join(", ", model.Program.DerivedEntries)}). "
                + "The pruned model is written without them, since they describe the original: make them again from it if they are needed, "
                + "for PyTorch Mobile with _save_for_lite_interpreter.");
        }
    }

    /// <summary>
    /// The root's public methods besides <c>forward</c> that use changed blocks, unless <c>forward</c> returns just what they return.
    /// </summary>
    private static IEnumerable<string> OtherMethods(ScriptModel model, ScriptBlock[] blocks)
    {
        var removed = blocks.Select(b => b.Module).ToHashSet();
        var exported = model.Trace.Unreached
            .Where(trace => ReferenceEquals(trace.Root.Module, model.Program.Root) && trace.Root.Method != model.Trace.Root.Method)
            .Where(trace => trace.Calls.Any(c => removed.Contains(c.Module)))
            .Select(trace => trace.Root.Method.Name.Text);
        var called = model.Trace.Calls
            .Where(call => call.Caller is not null && ReferenceEquals(call.Module, model.Program.Root))
            .Where(call => !ReferenceEquals(call.Result, model.Trace.Root.Result))
            .Where(call => model.Trace.Calls.Any(c => removed.Contains(c.Module) && c.SelfAndCallers().Contains(call)))
            .Select(call => call.Method.Name.Text);
        return exported.Concat(called).Where(name => !name.StartsWith('_')).Distinct();
    }

    private static IEnumerable<string> LeftValues(ScriptModel model, ScriptBlock[] blocks)
    {
        var paths = model.Program.Modules().DistinctBy(m => m.Object).ToDictionary(m => m.Object, m => m.Path);
        return model.Trace.Stored
            .Where(stored => paths.ContainsKey(stored.Key.Owner) && ScoredPart.DependsOn(stored.Value, blocks))
            .Select(stored => (Path: paths[stored.Key.Owner], stored.Key.Name))
            .Where(stored => !Array.Exists(blocks, b => $"{stored.Path}.".StartsWith(b.Path + ".", StringComparison.Ordinal)))
            .Select(stored => stored.Path.Length == 0 ? stored.Name : $"{stored.Path}.{stored.Name}")
            .Order(StringComparer.Ordinal);
    }

    private static bool ReadsItsMode(ScriptModel model) => model.Trace.Calls.Select(c => c.Method).Distinct()
        .Any(method => method.Body.DescendantsAndSelf().Any(node => node is AttributeExpression { Name.Text: "training" }));
}
