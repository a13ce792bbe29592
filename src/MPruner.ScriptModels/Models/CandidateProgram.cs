using MPruner.Core.Formats;
using MPruner.Core.Ports;
using MPruner.ScriptModels.Rewriting;
using MPruner.ScriptModels.Tensors;
using MPruner.TorchScript.Programs;

namespace MPruner.ScriptModels.Models;

/// <summary>The program of a candidate.</summary>
/// <param name="Model">The model that it is made from.</param>
/// <param name="Candidate">The candidate.</param>
internal sealed record CandidateProgram(ScriptModel Model, Candidate Candidate)
{
    /// <summary>The program of a candidate whose model is TorchScript.</summary>
    public static CandidateProgram Of(Candidate candidate) => new((ScriptModel)candidate.Model, candidate);

    /// <summary>The program of a model from which nothing is removed.</summary>
    public static CandidateProgram Of(ScriptModel model) => new(model, new Candidate(model, []));

    /// <summary>The candidate without the blocks that run after the given one. What is computed up to there does not change.</summary>
    public CandidateProgram UpTo(Block last)
    {
        var end = Model.Find(last).Calls[^1].Call.Order;
        var after = Model.Blocks.Where(b => b.Removable && b.Order > end);
        return this with { Candidate = Candidate with { Removed = Candidate.Removed.Union(after) } };
    }

    /// <summary>The stitch in the seam after a block; null if there is none.</summary>
    public Stitch? StitchAfter(Block block) => CurrentRepairs().FirstOrDefault(r => r.Seam.Before == block)?.Stitch;

    /// <summary>The edits that make the candidate from the model.</summary>
    public ProgramEdit Edit()
    {
        var edit = new ProgramEdit(Model.Program, Model.Trace);
        edit.Remove([.. Candidate.Removed.Select(Model.Find)]);
        foreach (var repair in CurrentRepairs().Where(r => r.Stitch is not null))
        {
            edit.Insert(repair.Stitch!, Model.Find(repair.Seam.Last));
        }

        foreach (var narrowing in Candidate.Narrowed.Values)
        {
            var layers = Model.Layers(narrowing.Dimension);
            edit.Resize(layers.Sizes, layers.Units, narrowing.Kept.Length);
            edit.Choose(layers.Biases, layers.Units, narrowing.Kept);
        }

        return edit;
    }

    /// <summary>The edited program, with the candidate's values.</summary>
    public ScriptProgram ToProgram() => WithValues(Edit().Apply());

    /// <summary>A program to which the edits were applied, with the candidate's values.</summary>
    public ScriptProgram WithValues(ScriptProgram program)
    {
        var repaired = CurrentRepairs().SelectMany(r => r.Tensors).ToList();
        program = repaired.Count == 0 ? program : program.WithTensorData(Model.Tensors.Find(repaired));
        program = Candidate.Narrowed.IsEmpty ? program : program.WithTensors(NarrowedTensors());
        return Candidate.Values.IsEmpty ? program : program.WithTensorData(NamedTensors.Of(program).Find(Candidate.NamedValues));
    }

    /// <summary>The narrowed tensors: those of reading layers as they were fitted, then what belongs to the units that remain.</summary>
    private Dictionary<TensorInfo, NewTensor> NarrowedTensors()
    {
        var values = new Dictionary<TensorInfo, NumericArray>();
        foreach (var (tensor, array) in Candidate.Narrowed.Values.SelectMany(n => n.Reader).Select(n => (Model.Tensors[n.Name], n.Array)))
        {
            values[tensor] = array;
        }

        foreach (var (narrowing, layers) in Candidate.Narrowed.Values.Select(n => (n, Model.Layers(n.Dimension))))
        {
            foreach (var slice in layers.Slices)
            {
                var all = values.GetValueOrDefault(slice.Tensor) ?? Model.Tensors.Read(slice.Tensor).Array;
                values[slice.Tensor] = slice.Keep(all, layers.Units, narrowing.Kept);
            }
        }

        return values.Select(v => Model.Tensors.AsStored(v.Key, v.Value)).ToDictionary(
            v => v.Tensor,
            v => new NewTensor(v.Tensor.Type, v.Value.Shape, v.Value.Data) { RequiresGrad = v.Tensor.RequiresGrad });
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
