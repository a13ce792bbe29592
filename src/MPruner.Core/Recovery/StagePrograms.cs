using System.Collections.Immutable;
using MPruner.Core.Chains;
using MPruner.Core.Examples;
using MPruner.Core.Results;
using MPruner.Core.Rewriting;
using MPruner.TorchScript.Programs;
using Block = MPruner.Core.Chains.Block;

namespace MPruner.Core.Recovery;

/// <summary>Teacher and student of a distillation, the model before anything was removed and a candidate: both return their output and, stage by stage, the residual stream where both have it.</summary>
internal static class StagePrograms
{
    /// <summary>The method of both: the arguments of <c>forward</c> to the output and the streams.</summary>
    public const string Method = "mpruner_stages";

    /// <summary>The two programs. Where blocks are missing, the mended stream is compared with what the last of them wrote. Padding is 0 in all streams.</summary>
    /// <param name="candidate">The candidate.</param>
    /// <param name="examples">The data that both will be given.</param>
    /// <param name="masks">Which of them are padding.</param>
    /// <exception cref="PrunerException"><c>MPR2401</c>: there is no tensor in the result.</exception>
    public static (ScriptProgram Teacher, ScriptProgram Student) Of(Candidate candidate, BoundExamples examples, ImmutableArray<PaddingMask> masks)
    {
        var subject = candidate.Subject;
        var origin = subject.Origin ?? subject;
        var (teacherEdit, studentEdit) = (new ProgramEdit(origin.Program, origin.Trace), candidate.Edit());
        var (teacher, student) = (new Taps(teacherEdit, origin.Program.Root), new Taps(studentEdit, subject.Program.Root));
        foreach (var (kept, last) in Stages(candidate))
        {
            var (model, ideal) = subject.Ideal(last);
            if (ReferenceEquals(model, origin) && Stream(origin, ideal) is { } original && (candidate.StitchAfter(kept) is null ? Stream(subject, kept) : Stitch.Site(last)) is { } own)
            {
                teacher.Keep(original);
                student.Keep(own);
            }
        }

        var paddings = string.Concat(masks.Select(m => $"torch.{(m.TrueIsPadding ? "ne" : "eq")}(unchecked_cast(Tensor, {examples.Parameters[m.Input]}), 0), "));
        return (
            WithMethod(teacherEdit.Apply(), teacher, examples.Parameters.Length, paddings, origin),
            candidate.Mended(WithMethod(studentEdit.Apply(), student, examples.Parameters.Length, paddings, subject)));
    }

    /// <summary>Every block that stays and is called once, and the block whose output it now has to match: itself, or the last one missing after it.</summary>
    private static IEnumerable<(Block Kept, Block Last)> Stages(Candidate candidate)
    {
        var seams = candidate.Seams.ToDictionary(s => s.Before, s => s.Last);
        return candidate.Subject.Blocks.Where(b => !candidate.Removed.Contains(b))
            .Select(b => (Kept: b, Last: seams.GetValueOrDefault(b, b)))
            .Where(stage => stage.Kept.Calls.Length == 1 && stage.Last.Calls.Length == 1);
    }

    private static ValueSite? Stream(Subject subject, Block block) => BlockClosing.Of(subject.Trace, block).Stream;

    private static ScriptProgram WithMethod(ScriptProgram program, Taps taps, int inputs, string paddings, Subject subject)
    {
        var result = ForwardResult.Of(subject.Program);
        if (!result.HoldsTensor)
        {
            throw new PrunerException("MPR2401", "forward returns no tensor, so its output cannot be trained on. Wrap the model in a module that returns its output as a tensor, or choose Recovery Linear or None.");
        }

        return RootMethods.Add(Taps.WithClass(program, FitSource.TapsClass, FitSource.Taps), inputs, new RootMethod(Method, true, [], (self, forward) =>
        [
            .. taps.Run(self, forward),
            $"mpruner_paddings = annotate(List[Tensor], [{paddings}])",
            $"return torch.add([{result.First(self, "mpruner_out")}], (mpruner_taps).real(mpruner_kept, mpruner_paddings, ))",
        ]));
    }
}
