using System.Collections.Immutable;
using MPruner.Core.Examples;
using MPruner.Core.Formats;
using MPruner.Core.Reports;

namespace MPruner.Core.Acceptance;

/// <summary>The examples of a pruning run, in three splits that share no example.</summary>
/// <param name="Calibrate">The examples for training.</param>
/// <param name="Tune">The examples for comparing candidates.</param>
/// <param name="Accept">The examples for the guard's final decision.</param>
internal sealed record PruningData(BoundExamples Calibrate, BoundExamples Tune, BoundExamples Accept)
{
    /// <summary>From this share of the evaluation data on, sharing with training data is a mistake and not chance.</summary>
    private const double MostShared = 0.1;

    /// <summary>The part of <see cref="Calibrate"/> for measuring and fitting.</summary>
    public required BoundExamples Measured { get; init; }

    /// <summary>What was assumed about labels, and which examples were left out.</summary>
    public ImmutableArray<Diagnostic> Notes { get; init; } = [];

    /// <summary>Splits the data of a pruning run. An example that occurs in two splits stays in the later one only.</summary>
    /// <param name="run">The recovery steps, the seed and the cancellation token.</param>
    /// <param name="calibration">The calibration data.</param>
    /// <param name="evaluation">The evaluation data; null to hold out some of the calibration data.</param>
    /// <exception cref="PrunerException">
    /// <c>MPR3301</c>, <c>MPR3206</c>, <c>MPR3208</c>: there are too few examples; <c>MPR3302</c>: candidates would be judged on examples
    /// that they were made from.
    /// </exception>
    public static PruningData Split(RunContext run, BoundExamples calibration, BoundExamples? evaluation)
    {
        var split = SplitPlan.Make(calibration.Count, evaluation?.Count ?? 0, run.Options.Seed);
        var heldOut = evaluation ?? calibration;
        var hashes = ExampleHashes.Of(calibration, run.Cancel);
        var heldOutHashes = evaluation is null ? hashes : ExampleHashes.Of(evaluation, run.Cancel);
        var known = split.Accept.Select(example => heldOutHashes[example]).ToHashSet();
        ImmutableArray<int> tune = [.. split.Tune.Where(example => !known.Contains(heldOutHashes[example]))];
        known.UnionWith(tune.Select(example => heldOutHashes[example]));
        ImmutableArray<int> calibrate = [.. split.Calibrate.Where(example => !known.Contains(hashes[example]))];
        var dropped = new Shared(split.Calibrate.Length - calibrate.Length, split.Tune.Length - tune.Length);
        if (evaluation is not null)
        {
            var own = hashes.ToHashSet();
            CheckDisjoint(run, (calibration, evaluation), heldOutHashes.Count(own.Contains), calibrate.Length);
        }

        if (tune.Length < SplitPlan.FewestScored)
        {
            throw new PrunerException(
                "MPR3301",
                $"{heldOut.Name}: only {known.Count} of the {split.Tune.Length + split.Accept.Length} examples for judging candidates are "
                + "different; tuning and accepting need different ones. Give more examples.");
        }

        var training = calibration.Subset(calibrate);
        var measured = MeasuredExamples.Of(training, run.Options.Seed, run.Cancel);
        return new PruningData(training, heldOut.Subset(tune), heldOut.Subset(split.Accept))
        {
            Measured = measured.Examples,
            Notes =
            [
                .. new[] { calibration.Note, evaluation?.Note, measured.Note }.OfType<Diagnostic>(),
                .. dropped.Note(calibration, heldOut),
            ],
        };
    }

    /// <summary>The sizes of the splits.</summary>
    public ExampleCounts Counts => new(Measured.Count, Calibrate.Count, Tune.Count, Accept.Count);

    /// <summary>The same data with class numbers in place of one-hot labels.</summary>
    /// <param name="output">The original's output.</param>
    public PruningData WithClassNumbers(OutputSample output)
    {
        var read = new[] { Calibrate, Tune, Accept }.Select(split => OneHotLabels.Read(split, output)).ToList();
        return this with
        {
            Calibrate = read[0].Examples,
            Tune = read[1].Examples,
            Accept = read[2].Examples,
            Notes = [.. Notes, .. read.Select(r => r.Note).OfType<Diagnostic>().Distinct()],
        };
    }

    private static void CheckDisjoint(RunContext run, (BoundExamples Calibration, BoundExamples Evaluation) data, int shared, int left)
    {
        var (calibration, evaluation) = data;
        if (left < MeasuredExamples.Fewest && left < calibration.Count)
        {
            throw Fault($"without them {left} calibration examples are left, and {MeasuredExamples.Fewest} are needed");
        }

        if (run.Options.Trains && shared >= MostShared * evaluation.Count)
        {
            throw Fault("a model would be judged on the examples that it is trained on");
        }

        PrunerException Fault(string consequence) => new(
            "MPR3302",
            $"{shared} of the {evaluation.Count} evaluation examples of {evaluation.Name} are also in the calibration data "
            + $"{calibration.Name}: {consequence}. Give different examples, or leave Evaluation out: "
            + "part of the calibration data is then held out.");
    }

    /// <summary>The numbers of examples that were left out because a later split has them, too.</summary>
    private sealed record Shared(int Calibrate, int Tune)
    {
        public IEnumerable<Diagnostic> Note(BoundExamples calibration, BoundExamples heldOut)
        {
            if (Calibrate > 0)
            {
                yield return new(
                    "MPR2320",
                    $"{calibration.Name}: {Calibrate} calibration examples are also among those of {heldOut.Name} by which candidates are "
                    + "judged. They were not used for calibration. Give different examples to each.");
            }

            if (Tune > 0)
            {
                yield return new(
                    "MPR2320",
                    $"{heldOut.Name}: {Tune} of the examples for tuning are also among those for accepting. They were not used for tuning. "
                    + "Leave repeated examples out.");
            }
        }
    }
}
