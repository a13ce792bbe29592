using MPruner.Core;
using MPruner.Core.Formats;
using MPruner.ScriptModels.BlockEnds;
using MPruner.ScriptModels.Models;
using MPruner.ScriptModels.Operators;
using MPruner.ScriptModels.Probes;
using MPruner.ScriptModels.Results;
using MPruner.ScriptModels.Rewriting;
using MPruner.TorchScript.Programs;

namespace MPruner.ScriptModels.Training;

/// <summary>
/// The programs of a distillation. The teacher is the model before anything was removed, the student
/// a candidate. Both return their output and the residual stream after every block that both have.
/// </summary>
internal static class StagePrograms
{
    /// <summary>The method of both: from the arguments of <c>forward</c> to the output and the streams.</summary>
    public const string Method = "mpruner_stages";

    /// <summary>
    /// The two programs. Where blocks are removed, the repaired stream is
    /// compared with the output of the last of them. Padding is 0 in all streams.
    /// </summary>
    /// <param name="candidate">The candidate.</param>
    /// <param name="plan">The number of arguments, and which of them are padding.</param>
    /// <exception cref="PrunerException"><c>MPR2401</c>: the result contains no tensor.</exception>
    public static (ScriptProgram Teacher, ScriptProgram Student) Of(CandidateProgram candidate, TrainingPlan plan)
    {
        var model = candidate.Model;
        var origin = (ScriptModel?)model.Origin ?? model;
        var (teacherEdit, studentEdit) = (new ProgramEdit(origin.Program, origin.Trace), candidate.Edit());
        var (teacher, student) = (new ValueProbes(teacherEdit, origin.Program.Root), new ValueProbes(studentEdit, model.Program.Root));
        foreach (var (kept, last) in Stages(candidate))
        {
            var (source, reference) = model.Reference(last);
            if (ReferenceEquals(source, origin) && Stream(origin, reference) is { } original && Own(candidate, kept, last) is { } own)
            {
                teacher.Keep(original);
                student.Keep(own);
            }
        }

        return (
            WithMethod(teacherEdit.Apply(), teacher, origin, plan),
            candidate.WithValues(WithMethod(studentEdit.Apply(), student, model, plan)));
    }

    /// <summary>
    /// Every remaining block that is called once, with the block whose
    /// output it now has to match: itself, or the last one removed after it.
    /// </summary>
    private static IEnumerable<(Block Kept, Block Last)> Stages(CandidateProgram candidate)
    {
        var seams = candidate.Candidate.Seams.ToDictionary(s => s.Before, s => s.Last);
        return candidate.Model.Blocks.Where(b => !candidate.Candidate.Removed.Contains(b))
            .Select(b => (Kept: b, Last: seams.GetValueOrDefault(b, b)))
            .Where(stage => IsCalledOnce(stage.Kept) && IsCalledOnce(stage.Last));

        bool IsCalledOnce(Block block) => candidate.Model.Find(block).Calls.Length == 1;
    }

    /// <summary>Where the candidate's stream after a remaining block, and after the stitch behind it, appears in the code.</summary>
    private static ValueSite? Own(CandidateProgram candidate, Block kept, Block last) =>
        candidate.StitchAfter(kept) is null ? Stream(candidate.Model, kept) : candidate.Model.Find(last).SiteBehind;

    private static ValueSite? Stream(ScriptModel model, Block block) => BlockEnd.Of(model.Trace, model.Find(block)).Stream;

    private static ScriptProgram WithMethod(ScriptProgram program, ValueProbes probes, ScriptModel model, TrainingPlan plan)
    {
        var result = ForwardResult.Of(model.Program);
        if (!result.HoldsTensor)
        {
            throw new PrunerException(
                "MPR2401",
                "forward returns no tensor, so its output cannot be trained on. "
                + "Wrap the model in a module that returns its output as a tensor, or choose Recovery Linear or None.");
        }

        var paddings = string.Concat(plan.Masks.Select(m => Padding(m, model.Signature.Arguments[m.Input].Name)));
        return RootMethods.Add(ValueProbes.WithClass(program), plan.Inputs, new RootMethod(Method, true, [], (self, forward) =>
        [
            .. probes.Run(self, forward),
            $"mpruner_paddings = annotate(List[Tensor], [{paddings}])",
            $"return torch.add([{result.First(self, "mpruner_out")}], (mpruner_probes).real(mpruner_kept, mpruner_paddings, ))",
        ]));
    }

    private static string Padding(PaddingMask mask, string argument)
    {
        var comparison = mask.TrueIsPadding ? "ne" : "eq";
        return $"torch.{comparison}(unchecked_cast(Tensor, {argument}), 0), ";
    }
}
