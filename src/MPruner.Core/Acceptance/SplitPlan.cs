using System.Collections.Immutable;

namespace MPruner.Core.Acceptance;

/// <summary>Which examples serve which purpose. No example serves two.</summary>
/// <param name="Calibrate">Measured for similarity: indices into the calibration data, ascending.</param>
/// <param name="Tune">Every choice among candidates is made on these, ascending.</param>
/// <param name="Accept">Looked at once per chosen candidate, ascending.</param>
/// <param name="CutFromCalibration">Whether <see cref="Tune"/> and <see cref="Accept"/> are indices into the calibration data, because there
/// are no evaluation data, or into the evaluation data.</param>
internal sealed record SplitPlan(ImmutableArray<int> Calibrate, ImmutableArray<int> Tune, ImmutableArray<int> Accept, bool CutFromCalibration)
{
    /// <summary>A spread, and with it any bound, needs two examples in each split that is scored.</summary>
    private const int FewestScored = 2;

    /// <summary>Shares out the examples.</summary>
    /// <remarks>
    /// Evaluation data are halved between tune and accept, the odd one to accept, and all calibration data are measured. Without evaluation data half
    /// of the calibration data is measured, a quarter tunes, a quarter accepts. Who goes where is drawn by the seed; indices ascend, so that files are
    /// read from front to back.
    /// </remarks>
    /// <param name="calibrationExamples">Number of calibration examples.</param>
    /// <param name="evaluationExamples">Number of evaluation examples; 0 = there are no evaluation data.</param>
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
                    $"Evaluation data: found {evaluationExamples} examples, expected at least {2 * FewestScored}, for they are halved between tuning and accepting. Give more; some thousands make a drop of one point certain.");
            }

            var order = random.Choose(evaluationExamples, evaluationExamples);
            var tune = evaluationExamples / 2;
            return new SplitPlan([.. Enumerable.Range(0, calibrationExamples)], Ascending(order[..tune]), Ascending(order[tune..]), CutFromCalibration: false);
        }

        var quarter = calibrationExamples / 4;
        if (quarter < FewestScored)
        {
            throw new PrunerException(
                "MPR3301",
                $"Calibration data: found {calibrationExamples} examples and no evaluation data, expected at least {4 * FewestScored}, for a quarter tunes and a quarter accepts. Give more examples, or evaluation data.");
        }

        var rows = random.Choose(calibrationExamples, calibrationExamples);
        return new SplitPlan(Ascending(rows[(2 * quarter)..]), Ascending(rows[..quarter]), Ascending(rows[quarter..(2 * quarter)]), CutFromCalibration: true);
    }

    private static ImmutableArray<int> Ascending(int[] indices) => [.. indices.Order()];
}
