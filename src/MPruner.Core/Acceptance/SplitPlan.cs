using System.Collections.Immutable;

namespace MPruner.Core.Acceptance;

/// <summary>The split of the examples by purpose. The splits are disjoint.</summary>
/// <param name="Calibrate">The examples on which similarities are measured: indices into the calibration data, ascending.</param>
/// <param name="Tune">The examples on which candidates are compared, ascending.</param>
/// <param name="Accept">The examples for the final decision, scored once per chosen candidate, ascending.</param>
/// <param name="CutFromCalibration">
/// Whether <see cref="Tune"/> and <see cref="Accept"/> are indices into the calibration data, because there are no evaluation data;
/// otherwise they are indices into the evaluation data.
/// </param>
internal sealed record SplitPlan(
    ImmutableArray<int> Calibrate, ImmutableArray<int> Tune, ImmutableArray<int> Accept, bool CutFromCalibration)
{
    /// <summary>A standard error, and so every bound, needs two examples in each scored split.</summary>
    public const int FewestScored = 2;

    /// <summary>Splits the examples.</summary>
    /// <remarks>
    /// Evaluation data are halved between tune and accept; accept gets the odd example, and all calibration data are measured. Without
    /// evaluation data, half of the calibration data is for calibrate, a quarter for tune and a quarter for accept. The seed determines the
    /// assignment. Indices are ascending, so files are read from start to end.
    /// </remarks>
    /// <param name="calibrationExamples">The number of calibration examples.</param>
    /// <param name="evaluationExamples">The number of evaluation examples; 0 if there are no evaluation data.</param>
    /// <param name="seed">The run's seed.</param>
    /// <exception cref="PrunerException"><c>MPR3301</c>: too few examples.</exception>
    public static SplitPlan Make(int calibrationExamples, int evaluationExamples, long seed)
    {
        var random = new SeededRandom(seed);
        if (evaluationExamples > 0)
        {
            if (evaluationExamples < 2 * FewestScored)
            {
                throw new PrunerException(
                    "MPR3301",
                    $"Evaluation data: found {evaluationExamples} examples, expected at least {2 * FewestScored}, "
                    + "because half are used for tuning and half for accepting. "
                    + "Give more; a drop of one percentage point needs several thousand examples to be certain.");
            }

            var order = random.Choose(evaluationExamples, evaluationExamples);
            var tune = evaluationExamples / 2;
            return new SplitPlan(
                [.. Enumerable.Range(0, calibrationExamples)],
                Ascending(order[..tune]),
                Ascending(order[tune..]),
                CutFromCalibration: false);
        }

        var quarter = calibrationExamples / 4;
        if (quarter < FewestScored)
        {
            throw new PrunerException(
                "MPR3301",
                $"Calibration data: found {calibrationExamples} examples and no evaluation data, expected at least {4 * FewestScored}, "
                + "because a quarter is used for tuning and a quarter for accepting. Give more examples, or evaluation data.");
        }

        var rows = random.Choose(calibrationExamples, calibrationExamples);
        return new SplitPlan(
            Ascending(rows[(2 * quarter)..]),
            Ascending(rows[..quarter]),
            Ascending(rows[quarter..(2 * quarter)]),
            CutFromCalibration: true);
    }

    private static ImmutableArray<int> Ascending(int[] indices) => [.. indices.Order()];
}
