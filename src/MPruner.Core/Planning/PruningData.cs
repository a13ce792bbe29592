using MPruner.Core.Acceptance;
using MPruner.Core.Examples;

namespace MPruner.Core.Planning;

/// <summary>The examples of a run: disjoint splits to calibrate, to tune and to accept on.</summary>
/// <param name="Calibrate">What is trained on.</param>
/// <param name="Tune">What candidates are compared on.</param>
/// <param name="Accept">What the guard's last decision is made on.</param>
internal sealed record PruningData(BoundExamples Calibrate, BoundExamples Tune, BoundExamples Accept)
{
    /// <summary>Similarity and linear maps are settled by so many examples; only training gains by more.</summary>
    private const int MostMeasured = 4096;

    /// <summary>The part of the calibration data that is measured and fitted on.</summary>
    public BoundExamples Measured { get; } = ToMeasureOn(Calibrate);

    /// <summary>The part of calibration data that is measured on.</summary>
    public static BoundExamples ToMeasureOn(BoundExamples calibration) => calibration.Spread(MostMeasured);

    /// <summary>Splits the data of a run.</summary>
    /// <param name="calibration">The calibration data.</param>
    /// <param name="evaluation">The evaluation data; null to hold some of the calibration data out.</param>
    /// <param name="seed">Draws the splits.</param>
    /// <exception cref="PrunerException"><c>MPR3301</c>: there are too few examples.</exception>
    public static PruningData Split(BoundExamples calibration, BoundExamples? evaluation, int seed)
    {
        var split = SplitPlan.Make(calibration.Count, evaluation?.Count ?? 0, seed);
        var heldOut = evaluation ?? calibration;
        return new(calibration.Subset(split.Calibrate), heldOut.Subset(split.Tune), heldOut.Subset(split.Accept));
    }
}
