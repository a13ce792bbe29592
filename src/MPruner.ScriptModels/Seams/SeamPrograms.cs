using System.Collections.Immutable;
using MPruner.Core.Formats;
using MPruner.ScriptModels.BlockEnds;
using MPruner.ScriptModels.Models;
using MPruner.ScriptModels.Probes;
using MPruner.ScriptModels.Results;
using MPruner.ScriptModels.Rewriting;
using MPruner.TorchScript.Programs;

namespace MPruner.ScriptModels.Seams;

/// <summary>The two programs by which a seam is fitted: the model shows what the removed run wrote, the candidate sums up what it lacks.</summary>
internal static class SeamPrograms
{
    /// <summary>Of the model: its arguments to the stream after the last removed block.</summary>
    public const string LookMethod = "mpruner_look";

    /// <summary>Of the model: its arguments and chosen tokens, to those of the sum before the last removed block's end and of the stream after it.</summary>
    public const string TokensMethod = "mpruner_tokens";

    /// <summary>The same with chosen positions of maps.</summary>
    public const string PositionsMethod = "mpruner_positions";

    /// <summary>Of the candidate: its arguments, those two, the chosen rows, and 1 for held-out examples; adds to the sums.</summary>
    public const string FitMethod = "mpruner_fit";

    /// <summary>Of the candidate: for each α and each fit the squared error that is left on held-out examples; last the one without a fit.</summary>
    public const string ErrorsMethod = "mpruner_errors";

    /// <summary>Of the candidate: for one α a fit the change of the weights, [width, outputs].</summary>
    public const string SolutionMethod = "mpruner_solution";

    /// <summary>Of the candidate: from weights [width, outputs] of a fit's input the mean and the variance of what they compute, [outputs] each.</summary>
    /// <param name="fit">The fit's index.</param>
    public static string MomentsMethod(int fit) => $"mpruner_moments{fit}";

    /// <summary>The model up to a block, with probes at the block's end.</summary>
    /// <param name="model">The model.</param>
    /// <param name="last">The last removed block.</param>
    /// <param name="inputs">How many arguments of <c>forward</c> are passed.</param>
    public static ScriptProgram Reference(ScriptModel model, Block last, int inputs)
    {
        var end = BlockEnd.Of(model.Trace, model.Find(last));
        var edit = CandidateProgram.Of(model).UpTo(last).Edit();
        var root = model.Program.Root;
        var probes = new ValueProbes(edit, root);
        var (sum, stream) = (probes.Keep(end.Sum!), probes.Keep(end.Stream!));
        RootMethod[] methods =
        [
            new(LookMethod, true, [], (self, forward) => [.. probes.Run(self, forward), $"return [mpruner_kept[{stream}]]"]),
            Chosen(TokensMethod, null),
            Chosen(PositionsMethod, Window.Point),
        ];
        return RootMethods.Add(WithClasses(edit.Apply()), inputs, methods);

        RootMethod Chosen(string method, Window? window)
        {
            var fit = method + "_fit";
            var rows = new FitSettings(window, Normed: false, Intercept: false);
            edit.Of(root).Added[fit] = new NewAttribute(FitSource.FitClass, rows.ToObject());
            return new RootMethod(method, true, ["mpruner_rows"], (self, forward) =>
            [
                .. probes.Run(self, forward),
                $"return [({self}.{fit}).chosen(mpruner_kept[{sum}], mpruner_rows, ), ({self}.{fit}).chosen(mpruner_kept[{stream}], mpruner_rows, )]",
            ]);
        }
    }

    /// <summary>The candidate up to the block before the seam, with the sums of the fits.</summary>
    public static ScriptProgram Fitting(CandidateProgram candidate, Block before, ImmutableArray<FitProblem> problems, int inputs)
    {
        var root = candidate.Model.Program.Root;
        var shortened = candidate.UpTo(before);
        var edit = shortened.Edit();
        var probes = new ValueProbes(edit, root);
        var names = problems.Select((_, i) => $"mpruner_fit{i}").ToList();
        var kept = problems.Select(p => (Input: probes.Keep(p.Input), Output: probes.Keep(p.Output))).ToList();
        foreach (var (problem, name) in problems.Zip(names))
        {
            edit.Of(root).Added[name] = new NewAttribute(FitSource.FitClass, problem.Settings.ToObject());
        }

        return RootMethods.Add(
            WithClasses(shortened.WithValues(edit.Apply())),
            inputs,
            [
                new RootMethod(FitMethod, true, ["mpruner_sum", "mpruner_stream", "mpruner_rows", "mpruner_held"], (self, forward) =>
                [
                    .. probes.Run(self, forward),
                    "mpruner_part = int(mpruner_held)",
                    .. problems.Select((p, i) => $"mpruner_{i} = ({self}.{names[i]}).add({string.Join(", ", Arguments(p, kept[i]))}, )"),
                    "return annotate(List[Tensor], [])",
                ]),
                new RootMethod(ErrorsMethod, false, ["mpruner_ridges"], (self, _) =>
                    [$"return [{string.Join(", ", names.Select(n => $"({self}.{n}).errors(mpruner_ridges, )"))}]"]),
                new RootMethod(SolutionMethod, false, ["mpruner_ridges"], (self, _) =>
                    [$"return [{string.Join(", ", names.Select((n, i) => $"({self}.{n}).solution(torch.select(mpruner_ridges, 0, {i}), )"))}]"]),
                .. names.Select((name, i) => new RootMethod(MomentsMethod(i), false, ["mpruner_weights"], (self, _) =>
                    [$"return ({self}.{name}).moments(mpruner_weights, )"])),
            ]);
    }

    private static string[] Arguments(FitProblem problem, (int Input, int Output) kept)
    {
        var target = problem.TargetsSum ? "mpruner_sum" : "mpruner_stream";
        return [$"mpruner_kept[{kept.Input}]", $"mpruner_kept[{kept.Output}]", target, "mpruner_rows", "mpruner_part"];
    }

    private static ScriptProgram WithClasses(ScriptProgram program) =>
        ValueProbes.WithClass(ValueProbes.WithClass(program), FitSource.FitClass, FitSource.Fit);
}
