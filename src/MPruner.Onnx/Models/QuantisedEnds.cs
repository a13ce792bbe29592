using MPruner.Core;
using MPruner.Onnx.Chains;
using MPruner.Onnx.Graphs;

namespace MPruner.Onnx.Models;

/// <summary>Warns of seams that cannot be repaired in the weights before them.</summary>
internal static class QuantisedEnds
{
    /// <summary><c>MPR2313</c> for each block before a removed one whose last layer has quantised weights.</summary>
    public static IEnumerable<Diagnostic> Warn(PrunableGraph model, IReadOnlyCollection<string> removed) =>
        from chain in model.Chains
        from pair in chain.Blocks.Zip(chain.Blocks.Skip(1))
        where !removed.Contains(pair.First.Path) && removed.Contains(pair.Second.Path) && IsQuantised(model.Flow, model.Find(pair.First))
        select new Diagnostic(
            "MPR2313",
            $"The weights at the end of {pair.First.Path} are quantised, so the missing blocks' work was not folded into them. "
            + "Prune the model before it is quantised.");

    private static bool IsQuantised(Dataflow flow, OnnxBlock block) => block.Last(flow) is null
        && SumTerms.Of(flow, block.Sum(flow))
            .Select(term => flow.Writer(term.Name(flow)))
            .OfType<int>()
            .SelectMany(node => flow.Nodes[node].Inputs)
            .Any(weight => flow.Writer(weight) is { } writer && flow.Nodes[writer].Is("DequantizeLinear") && flow.IsFixed(weight));
}
