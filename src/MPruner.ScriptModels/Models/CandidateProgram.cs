using MPruner.Core.Formats;
using MPruner.ScriptModels.Rewriting;
using MPruner.ScriptModels.Tensors;
using MPruner.TorchScript.Programs;

namespace MPruner.ScriptModels.Models;

/// <summary>The program of a candidate.</summary>
/// <param name="Model">The model that it is made from.</param>
/// <param name="Candidate">The candidate.</param>
internal sealed record CandidateProgram(ScriptModel Model, Candidate Candidate)
{
    /// <summary>That of a candidate whose model is TorchScript.</summary>
    public static CandidateProgram Of(Candidate candidate) => new((ScriptModel)candidate.Model, candidate);

    /// <summary>That of a model from which nothing is removed.</summary>
    public static CandidateProgram Of(ScriptModel model) => new(model, new Candidate(model, []));

    /// <summary>The candidate without the blocks that run after one: what is computed up to there does not change.</summary>
    public CandidateProgram UpTo(Block last)
    {
        var end = Model.Find(last).Calls[^1].Call.Order;
        var after = Model.Blocks.Where(b => b.Removable && b.Order > end);
        return this with { Candidate = Candidate with { Removed = Candidate.Removed.Union(after) } };
    }

    /// <summary>The stitch in the seam after a block; null where there is none.</summary>
    public Stitch? StitchAfter(Block block) => CurrentRepairs().FirstOrDefault(r => r.Seam.Before == block)?.Stitch;

    /// <summary>Its edits.</summary>
    public ProgramEdit Edit()
    {
        var edit = new ProgramEdit(Model.Program, Model.Trace);
        edit.Remove([.. Candidate.Removed.Select(Model.Find)]);
        foreach (var repair in CurrentRepairs().Where(r => r.Stitch is not null))
        {
            edit.Insert(repair.Stitch!, Model.Find(repair.Seam.Last));
        }

        return edit;
    }

    /// <summary>The program.</summary>
    public ScriptProgram ToProgram() => WithValues(Edit().Apply());

    /// <summary>A program made of its edits, with the candidate's values.</summary>
    public ScriptProgram WithValues(ScriptProgram program)
    {
        var repaired = CurrentRepairs().SelectMany(r => r.Tensors).ToList();
        program = repaired.Count == 0 ? program : program.WithTensorData(Model.Tensors.Find(repaired));
        return Candidate.Values.IsEmpty ? program : program.WithTensorData(NamedTensors.Of(program).Find(Candidate.NamedValues));
    }

    /// <summary>The repairs of seams that are as they were when they were repaired.</summary>
    private IEnumerable<SeamRepair> CurrentRepairs()
    {
        var seams = Candidate.Seams.ToDictionary(s => s.Before);
        return Candidate.Repairs.Values
            .Where(r => seams.GetValueOrDefault(r.Seam.Before, Seam.Empty(r.Seam.Before)) == r.Seam && !Candidate.Removed.Contains(r.Seam.Before))
            .OrderBy(r => r.Seam.Before.Order);
    }
}
