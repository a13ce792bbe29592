using MPruner.Core.Acceptance;
using MPruner.Core.Examples;

namespace MPruner.Core.Planning;

/// <summary>The examples of a pruning run, in three disjoint splits.</summary>
/// <param name="Calibrate">The examples for measuring, fitting and training.</param>
/// <param name="Tune">The examples for comparing candidates.</param>
/// <param name="Accept">The examples for the guard's final decision.</param>
internal sealed record PruningData(BoundExamples Calibrate, BoundExamples Tune, BoundExamples Accept)
{
    /// <summary>This many examples determine similarities and linear maps well enough; only training benefits from more.</summary>
    private const int MostMeasured = 4096;

    /// <summary>The part of the calibration data for measuring and fitting.</summary>
    public BoundExamples Measured { get; } = ToMeasureOn(Calibrate);

    /// <summary>The part of calibration data for measuring and fitting: at most 4,096 examples, spread evenly.</summary>
    public static BoundExamples ToMeasureOn(BoundExamples calibration) => calibration.Spread(MostMeasured);

    /// <summary>Splits the data of a pruning run.</summary>
    /// <param name="calibration">The calibration data.</param>
    /// <param name="evaluation">The evaluation data; null to hold out some of the calibration data.</param>
    /// <param name="seed">The seed of the splits.</param>
    /// <exception cref="PrunerException"><c>MPR3301</c>: there are too few examples.</exception>
    public static PruningData Split(BoundExamples calibration, BoundExamples? evaluation, int seed)
    {
        var split = SplitPlan.Make(calibration.Count, evaluation?.Count ?? 0, seed);
        var heldOut = evaluation ?? calibration;
        return new(calibration.Subset(split.Calibrate), heldOut.Subset(split.Tune), heldOut.Subset(split.Accept));
    }
}
