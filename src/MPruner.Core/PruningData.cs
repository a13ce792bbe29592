using MPruner.Core.Acceptance;
using MPruner.Core.Examples;
using MPruner.Core.Formats;

namespace MPruner.Core;

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
    /// <exception cref="PrunerException"><c>MPR32xx</c>: they do not fit the model; <c>MPR3301</c>: they are too few.</exception>
    public static PruningData Split(PruningRequest request, ModelSignature signature)
    {
        var calibration = BoundExamples.Bind(request.Calibration, signature);
        var evaluation = request.Evaluation is null ? null : BoundExamples.Bind(request.Evaluation, signature);
        var split = SplitPlan.Make(calibration.Count, evaluation?.Count ?? 0, request.Options.Seed);
        var heldOut = evaluation ?? calibration;
        return new(calibration.Subset(split.Calibrate), heldOut.Subset(split.Tune), heldOut.Subset(split.Accept));
    }
}
