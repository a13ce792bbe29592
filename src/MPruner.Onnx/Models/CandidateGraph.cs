using System.Collections.Immutable;
using MPruner.Core.Formats;
using MPruner.Core.Ports;
using MPruner.Onnx.BlockEnds;
using MPruner.Onnx.Rewriting;

namespace MPruner.Onnx.Models;

/// <summary>The graph of a candidate.</summary>
/// <param name="Model">The model that it is made from.</param>
/// <param name="Candidate">The candidate.</param>
internal sealed record CandidateGraph(PrunableGraph Model, Candidate Candidate)
{
    /// <summary>The graph of a candidate whose model is ONNX.</summary>
    public static CandidateGraph Of(Candidate candidate) => new((PrunableGraph)candidate.Model, candidate);

    /// <summary>The edits that make the candidate from the model.</summary>
    public GraphEdit Edit()
    {
        var edit = new GraphEdit(Model.Flow);
        foreach (var block in Candidate.Removed.Select(Model.Find))
        {
            edit.Redirect(block.Stream, block.Input);
        }

        foreach (var repair in CurrentRepairs())
        {
            if (repair.Stitch is { } stitch)
            {
                Insert(edit, stitch, repair.Seam);
            }
            else
            {
                Fold(edit, repair);
            }
        }

        return edit;
    }

    /// <summary>The file.</summary>
    public ReadOnlyMemory<byte> Write() =>
        Candidate.Removed.IsEmpty && !CurrentRepairs().Any() ? Model.File : Model.Onnx.With(Edit().Apply()).Write();

    private static IEnumerable<(TensorSite Site, NumericArray Array)> Sites(PrunableGraph model, SeamRepair repair)
    {
        var block = model.Find(repair.Seam.Before);
        IEnumerable<TensorSite> sites = block.Last(model.Flow)?.Sites ?? [];
        sites = block.End.Norm is { } norm ? [.. sites, new(norm.Weight), new(norm.Bias)] : sites;
        var byName = sites.ToLookup(site => site.Site.Name(model.Flow), StringComparer.Ordinal);
        return repair.Tensors.SelectMany(tensor => byName[tensor.Name].Select(site => (site, site.Stored(tensor.Array))));
    }

    private void Fold(GraphEdit edit, SeamRepair repair)
    {
        foreach (var (site, array) in Sites(Model, repair))
        {
            edit.Replace(site.Site, array);
        }
    }

    private void Insert(GraphEdit edit, Stitch stitch, Seam seam)
    {
        var (before, last) = (Model.Find(seam.Before), Model.Find(seam.Last));
        var bias = edit.Add(new("mpruner_stitch_bias", stitch.Bias));
        var output = stitch.Weight.Shape.Length > 2
            ? edit.Insert("Conv", [before.Stream, edit.Add(new("mpruner_stitch_weight", stitch.Weight)), bias], "mpruner_stitch")
            : Linear(edit, stitch, before.Stream, bias);
        edit.Redirect(last.Stream, stitch.Rectified ? edit.Insert("Relu", [output], "mpruner_stitch_relu") : output);
    }

    private static string Linear(GraphEdit edit, Stitch stitch, string input, string bias)
    {
        var weight = new TensorSite(default, IsTransposed: true).Stored(stitch.Weight);
        var product = edit.Insert("MatMul", [input, edit.Add(new("mpruner_stitch_weight", weight))], "mpruner_stitch_product");
        return edit.Insert("Add", [product, bias], "mpruner_stitch");
    }

    /// <summary>The repairs of seams that have not changed since they were repaired.</summary>
    private IEnumerable<SeamRepair> CurrentRepairs()
    {
        var seams = Candidate.Seams.ToDictionary(s => s.Before);
        return Candidate.Repairs.Values.Where(r => IsCurrent(r.Seam)).OrderBy(r => r.Seam.Before.Order);

        bool IsCurrent(Seam seam) =>
            seams.GetValueOrDefault(seam.Before, Seam.Empty(seam.Before)) == seam && !Candidate.Removed.Contains(seam.Before);
    }
}
