using MPruner.Core.Formats;
using MPruner.Core.Ports;

namespace MPruner.Core.Fitting;

/// <summary>The result of a fit.</summary>
/// <param name="Change">The change of the weights, [width, outputs]; with an intercept [width + 1, outputs].</param>
/// <param name="HeldOutError">The squared error that remains on held-out data.</param>
/// <param name="Moments">
/// Maps weights [width, outputs] to the mean and the variance of what they compute from the fit's input, [outputs] each.
/// </param>
internal sealed record SeamFit(double[] Change, double HeldOutError, Func<double[], (double[] Mean, double[] Variance)> Moments)
{
    /// <summary>Converts the fit to the repair that a plan describes.</summary>
    public SeamRepair ToRepair(Seam seam, RepairPlan plan) => plan switch
    {
        FoldPlan fold => new SeamRepair(seam, [.. Fold.Into(fold.Layer, this), .. fold.TakenOver], null, HeldOutError),
        StitchPlan stitch => new SeamRepair(seam, [], ToStitch(stitch), HeldOutError),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    private Stitch ToStitch(StitchPlan plan)
    {
        var width = (int)Math.Sqrt(Change.Length);
        var (weight, bias) = (new double[width * width], new double[width]);
        for (var o = 0; o < width; o++)
        {
            for (var i = 0; i < width; i++)
            {
                weight[(o * width) + i] = Change[(i * width) + o] + (i == o ? 1 : 0);
            }

            bias[o] = Change[(width * width) + o];
        }

        return new Stitch(
            NumericArray.Of(plan.Type, weight, [width, width, .. Enumerable.Repeat(1L, plan.MapDimensions)]),
            NumericArray.Of(plan.Type, bias, width),
            plan.Rectified);
    }
}
