using System.Collections.Immutable;
using MPruner.Core.Rewriting;
using MPruner.TorchScript.Pickle;
using MPruner.TorchScript.Programs;

namespace MPruner.Core.Recovery;

/// <summary>The two programs by which a seam is fitted: the model shows what the removed run wrote, the candidate sums up what it lacks.</summary>
internal static class SeamPrograms
{
    /// <summary>Of the model: its arguments to the sum before the last removed block's closing, and the stream after it.</summary>
    public const string LookMethod = "mpruner_look";

    /// <summary>Of the candidate: its arguments, those two, the chosen rows, and 1 for held-out examples; adds to the sums.</summary>
    public const string FitMethod = "mpruner_fit";

    /// <summary>Of the candidate: for each α and each fit the squared error that is left on held-out examples; last the one without a fit.</summary>
    public const string ErrorsMethod = "mpruner_errors";

    /// <summary>Of the candidate: for one α a fit the change of the weights, [width, outputs].</summary>
    public const string SolutionMethod = "mpruner_solution";

    /// <summary>The model with taps at the end of a block.</summary>
    public static ScriptProgram Target(Subject subject, ValueSite sum, ValueSite stream, int inputs)
    {
        var edit = new ProgramEdit(subject.Program, subject.Trace);
        var taps = new Taps(edit, subject.Program.Root);
        var kept = new[] { taps.Keep(sum), taps.Keep(stream) };
        var program = Taps.WithClass(edit.Apply(), FitSource.TapsClass, FitSource.Taps);
        return RootMethods.Add(program, inputs, new RootMethod(LookMethod, true, [], (self, forward) =>
            [.. taps.Run(self, forward), $"return [mpruner_kept[{kept[0]}], mpruner_kept[{kept[1]}]]"]));
    }

    /// <summary>The candidate with the sums of its fits.</summary>
    public static ScriptProgram Fitting(Candidate candidate, ImmutableArray<FitProblem> problems, int inputs)
    {
        var root = candidate.Subject.Program.Root;
        var edit = candidate.Edit();
        var taps = new Taps(edit, root);
        var names = problems.Select((_, i) => $"mpruner_fit{i}").ToList();
        var kept = problems.Select(p => (Input: taps.Keep(p.Input), Output: taps.Keep(p.Output))).ToList();
        foreach (var (problem, name) in problems.Zip(names))
        {
            edit.Of(root).Added[name] = new NewAttribute(FitSource.FitClass, problem.ToObject());
        }

        var program = candidate.Mended(edit.Apply());
        program = Taps.WithClass(Taps.WithClass(program, FitSource.TapsClass, FitSource.Taps), FitSource.FitClass, FitSource.Fit);
        return RootMethods.Add(
            program,
            inputs,
            new RootMethod(FitMethod, true, ["mpruner_sum", "mpruner_stream", "mpruner_rows", "mpruner_held"], (self, forward) =>
            [
                .. taps.Run(self, forward),
                "mpruner_part = int(mpruner_held)",
                .. problems.Select((p, i) => $"mpruner_{i} = ({self}.{names[i]}).add(mpruner_kept[{kept[i].Input}], mpruner_kept[{kept[i].Output}], {(p.AimsAtSum ? "mpruner_sum" : "mpruner_stream")}, mpruner_rows, mpruner_part, )"),
                "return annotate(List[Tensor], [])",
            ]),
            new RootMethod(ErrorsMethod, false, ["mpruner_ridges"], (self, _) =>
                [$"return [{string.Join(", ", names.Select(n => $"({self}.{n}).errors(mpruner_ridges, )"))}]"]),
            new RootMethod(SolutionMethod, false, ["mpruner_ridges"], (self, _) =>
                [$"return [{string.Join(", ", names.Select((n, i) => $"({self}.{n}).solution(torch.select(mpruner_ridges, 0, {i}), )"))}]"]));
    }
}

/// <summary>One least-squares problem at a seam.</summary>
/// <param name="Input">What is regressed on.</param>
/// <param name="Output">What the weights contribute to as they are now.</param>
/// <param name="AimsAtSum">Whether the aim is the sum before the closing; else the stream.</param>
/// <param name="Window">The convolution's geometry; null for rows of features.</param>
/// <param name="Normed">Whether the aim is the sum as a layer norm after it will see it.</param>
/// <param name="Intercept">Whether a constant is fitted, too.</param>
internal sealed record FitProblem(ValueSite Input, ValueSite Output, bool AimsAtSum, Window? Window, bool Normed, bool Intercept)
{
    /// <summary>The object that sums it up.</summary>
    public PickleObject ToObject()
    {
        var window = Window ?? Window.Point;
        return new PickleObject(PickleGlobal.Of(FitSource.FitClass), new PickleDict(
        [
            new(new PickleString("kernel"), Taps.IntList(window.Kernel)),
            new(new PickleString("stride"), Taps.IntList(window.Stride)),
            new(new PickleString("padding"), Taps.IntList(window.Padding)),
            new(new PickleString("dilation"), Taps.IntList(window.Dilation)),
            new(new PickleString("maps"), new PickleBool(Window is not null)),
            new(new PickleString("normed"), new PickleBool(Normed)),
            new(new PickleString("intercept"), new PickleBool(Intercept)),
            new(new PickleString("gram"), Taps.TensorList()),
            new(new PickleString("cross"), Taps.TensorList()),
            new(new PickleString("square"), Taps.TensorList()),
        ]));
    }
}
