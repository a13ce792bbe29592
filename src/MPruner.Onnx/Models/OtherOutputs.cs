using MPruner.Core;
using MPruner.Onnx.Graphs;

namespace MPruner.Onnx.Models;

/// <summary>Warns of outputs that the guard does not judge.</summary>
internal static class OtherOutputs
{
    /// <summary><c>MPR2306</c> if outputs other than the first depend on changed blocks.</summary>
    public static IEnumerable<Diagnostic> Warn(PrunableGraph model, IReadOnlyCollection<string> changed)
    {
        var streams = model.Blocks.Where(block => changed.Contains(block.Path)).Select(block => model.Find(block).Stream).ToList();
        var others = model.Onnx.Graph.Outputs.Skip(1).Count(output => streams.Exists(stream => Depends(model.Flow, output.Name, stream)));
        if (others > 0)
        {
            yield return new(
                "MPR2306",
                $"Only the first output of the model is scored. Of the other outputs, {others} depended on changed blocks "
                + "and were not verified: choose Blocks that they do not depend on, or make the model return only its output.");
        }
    }

    private static bool Depends(Dataflow flow, string output, string stream) =>
        output == stream || (flow.Writer(output) is { } writer && flow.DependsOn(writer, stream));
}
