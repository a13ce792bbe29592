using System.Collections.Immutable;
using MPruner.Core.Chains;
using MPruner.Core.Rewriting;
using MPruner.TorchScript.Pickle;
using MPruner.TorchScript.Programs;
using Block = MPruner.Core.Chains.Block;

namespace MPruner.Core.Recovery;

/// <summary>The two programs by which a seam is fitted: the model shows what the removed run wrote, the candidate sums up what it lacks.</summary>
internal static class SeamPrograms
{
    /// <summary>Of the model: its arguments to the stream after the last removed block.</summary>
    public const string LookMethod = "mpruner_look";

    /// <summary>Of the model: its arguments and chosen tokens, to those of the sum before the last removed block's closing and of the stream after it.</summary>
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

    /// <summary>The model up to a block, with taps at the block's end.</summary>
    /// <param name="subject">The model.</param>
    /// <param name="last">The last removed block.</param>
    /// <param name="closing">How it ends.</param>
    /// <param name="inputs">How many arguments of <c>forward</c> are passed.</param>
    public static ScriptProgram Target(Subject subject, Block last, BlockClosing closing, int inputs)
    {
        var edit = new Candidate(subject, []).UpTo(last).Edit();
        var root = subject.Program.Root;
        var taps = new Taps(edit, root);
        var (sum, stream) = (taps.Keep(closing.Sum!), taps.Keep(closing.Stream!));
        RootMethod[] methods =
        [
            new(LookMethod, true, [], (self, forward) => [.. taps.Run(self, forward), $"return [mpruner_kept[{stream}]]"]),
            Chosen(TokensMethod, null),
            Chosen(PositionsMethod, Window.Point),
        ];
        return RootMethods.Add(WithClasses(edit.Apply()), inputs, methods);

        RootMethod Chosen(string method, Window? window)
        {
            var fit = method + "_fit";
            var problem = new FitProblem(closing.Stream!, closing.Stream!, AimsAtSum: false, window, Normed: false, Intercept: false);
            edit.Of(root).Added[fit] = new NewAttribute(FitSource.FitClass, problem.ToObject());
            return new RootMethod(method, true, ["mpruner_rows"], (self, forward) =>
            [
                .. taps.Run(self, forward),
                $"return [({self}.{fit}).chosen(mpruner_kept[{sum}], mpruner_rows, ), ({self}.{fit}).chosen(mpruner_kept[{stream}], mpruner_rows, )]",
            ]);
        }
    }

    /// <summary>The candidate up to the block before the seam, with the sums of the fits.</summary>
    public static ScriptProgram Fitting(Candidate candidate, Block before, ImmutableArray<FitProblem> problems, int inputs)
    {
        var root = candidate.Subject.Program.Root;
        var shortened = candidate.UpTo(before);
        var edit = shortened.Edit();
        var taps = new Taps(edit, root);
        var names = problems.Select((_, i) => $"mpruner_fit{i}").ToList();
        var kept = problems.Select(p => (Input: taps.Keep(p.Input), Output: taps.Keep(p.Output))).ToList();
        foreach (var (problem, name) in problems.Zip(names))
        {
            edit.Of(root).Added[name] = new NewAttribute(FitSource.FitClass, problem.ToObject());
        }

        return RootMethods.Add(
            WithClasses(shortened.Mended(edit.Apply())),
            inputs,
            [
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
                    [$"return [{string.Join(", ", names.Select((n, i) => $"({self}.{n}).solution(torch.select(mpruner_ridges, 0, {i}), )"))}]"]),
                .. names.Select((name, i) => new RootMethod(MomentsMethod(i), false, ["mpruner_weights"], (self, _) =>
                    [$"return ({self}.{name}).moments(mpruner_weights, )"])),
            ]);
    }

    private static ScriptProgram WithClasses(ScriptProgram program) =>
        Taps.WithClass(Taps.WithClass(program, FitSource.TapsClass, FitSource.Taps), FitSource.FitClass, FitSource.Fit);
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
