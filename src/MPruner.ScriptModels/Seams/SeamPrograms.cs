using System.Collections.Immutable;
using MPruner.Core.Formats;
using MPruner.ScriptModels.BlockEnds;
using MPruner.ScriptModels.Models;
using MPruner.ScriptModels.Probes;
using MPruner.ScriptModels.Results;
using MPruner.ScriptModels.Rewriting;
using MPruner.TorchScript.Programs;

namespace MPruner.ScriptModels.Seams;

/// <summary>
/// The two programs that fit a seam: the model returns the output of the
/// removed run, and the candidate accumulates the error that it has there.
/// </summary>
internal static class SeamPrograms
{
    /// <summary>A method of the model: from its arguments to the stream after the last removed block.</summary>
    public const string LookMethod = "mpruner_look";

    /// <summary>
    /// A method of the model: from its arguments and token indices to those tokens
    /// of the sum before the last removed block's end and of the stream after it.
    /// </summary>
    public const string TokensMethod = "mpruner_tokens";

    /// <summary>The same for positions of feature maps.</summary>
    public const string PositionsMethod = "mpruner_positions";

    /// <summary>
    /// A method of the candidate that adds to the sums. It takes the candidate's arguments,
    /// the sum and the stream of the model, the chosen rows, and 1 for held-out examples.
    /// </summary>
    public const string FitMethod = "mpruner_fit";

    /// <summary>
    /// A method of the candidate: from values of α to the squared errors
    /// of each fit on the held-out examples, the last one without a fit.
    /// </summary>
    public const string ErrorsMethod = "mpruner_errors";

    /// <summary>A method of the candidate: from one α for each fit to the changes of the weights, [width, outputs].</summary>
    public const string SolutionMethod = "mpruner_solution";

    /// <summary>
    /// A method of the candidate: from weights [width, outputs] of a fit's
    /// input to the mean and the variance of their results, [outputs] each.
    /// </summary>
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
                $"return [({self}.{fit}).chosen(mpruner_kept[{sum}], mpruner_rows, ), "
                + $"({self}.{fit}).chosen(mpruner_kept[{stream}], mpruner_rows, )]",
            ]);
        }
    }

    /// <summary>The candidate up to the block before the seam, with the methods that accumulate and solve the fits.</summary>
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

        ImmutableArray<RootMethod> methods =
        [
            new(FitMethod, true, ["mpruner_sum", "mpruner_stream", "mpruner_rows", "mpruner_held"], (self, forward) =>
            [
                .. probes.Run(self, forward),
                "mpruner_part = int(mpruner_held)",
                .. problems.Select((p, i) => $"mpruner_{i} = ({self}.{names[i]}).add({string.Join(", ", Arguments(p, kept[i]))}, )"),
                "return annotate(List[Tensor], [])",
            ]),
            new(ErrorsMethod, false, ["mpruner_ridges"], (self, _) =>
                [ReturnOfAll(names.Select(name => $"({self}.{name}).errors(mpruner_ridges, )"))]),
            new(SolutionMethod, false, ["mpruner_ridges"], (self, _) =>
                [ReturnOfAll(names.Select((name, i) => $"({self}.{name}).solution(torch.select(mpruner_ridges, 0, {i}), )"))]),
            .. names.Select((name, i) => new RootMethod(MomentsMethod(i), false, ["mpruner_weights"], (self, _) =>
                [$"return ({self}.{name}).moments(mpruner_weights, )"])),
        ];
        return RootMethods.Add(WithClasses(shortened.WithValues(edit.Apply())), inputs, methods.AsSpan());

        static string ReturnOfAll(IEnumerable<string> calls) => $"return [{string.Join(", ", calls)}]";
    }

    private static string[] Arguments(FitProblem problem, (int Input, int Output) kept)
    {
        var target = problem.TargetsSum ? "mpruner_sum" : "mpruner_stream";
        return [$"mpruner_kept[{kept.Input}]", $"mpruner_kept[{kept.Output}]", target, "mpruner_rows", "mpruner_part"];
    }

    /// <summary>The program with the classes that keep values and sum them up.</summary>
    public static ScriptProgram WithClasses(ScriptProgram program) =>
        ValueProbes.WithClass(ValueProbes.WithClass(program), FitSource.FitClass, FitSource.Fit);
}
