using System.Collections.Immutable;
using MPruner.Core.Reports;

namespace MPruner.Core.Acceptance;

/// <summary>What the guard decided.</summary>
/// <param name="Report">The figures; null where the candidate's outputs cannot be scored at all.</param>
/// <param name="Decision"><c>accepted</c>, or <c>rejected: …</c> with the reason.</param>
/// <param name="Warnings">What the user should know about how far the figures carry.</param>
internal sealed record GuardDecision(QualityReport? Report, string Decision, ImmutableArray<Diagnostic> Warnings)
{
    /// <summary>Whether the candidate may replace the best model so far.</summary>
    public bool Accepted => Report is { Accepted: true };
}

/// <summary>Accepts a candidate when the drop in quality is small enough, and sure enough to be.</summary>
/// <remarks>
/// The bound is mean + z·SE, with z the normal quantile of the confidence and SE the standard error of the mean of the paired drops. Fewer than two
/// examples have no SE and are refused, so that every figure is finite. A candidate whose output is not finite, or of another shape, is
/// rejected even when the guard is off.
/// </remarks>
/// <param name="maxDrop">The largest drop accepted, in the metric's unit, at least 0; from <see cref="Off"/> on the guard is off.</param>
/// <param name="confidence">The level of the bound, from 0.5 (the bare mean) to below 1.</param>
internal sealed class AcceptanceGuard(double maxDrop, double confidence)
{
    /// <summary>The largest drop from which on everything is accepted.</summary>
    public const double Off = 1e9;

    private const int FewestToGiveUp = 256;

    private readonly double limit = maxDrop >= 0 ? maxDrop : throw new ArgumentOutOfRangeException(nameof(maxDrop), maxDrop, "At least 0.");
    private readonly double quantile = confidence is >= 0.5 and < 1
        ? NormalDistribution.Quantile(confidence)
        : throw new ArgumentOutOfRangeException(nameof(confidence), confidence, "From 0.5 to below 1.");

    /// <summary>Whether the examples so far rule acceptance out: the mean drop exceeds the limit by more than four standard errors, over 256 examples or more.</summary>
    /// <remarks>A candidate on the limit is thrown out by chance in fewer than one of 10,000 looks; it spares the rest of the split for the many that are far off.</remarks>
    public bool IsHopeless(QualityMeasurement soFar)
    {
        if (limit >= Off || soFar.Failure is not null || soFar.Drops.Length < FewestToGiveUp)
        {
            return false;
        }

        var spread = Spread.Of(soFar.Drops.AsSpan());
        return spread.Mean - (4 * spread.Error) > limit;
    }

    /// <summary>Judges a candidate.</summary>
    /// <param name="measurement">How it scored.</param>
    /// <param name="level">The confidence that is asked of it in particular; the guard's own where it is lower. What is reported is the bound at the guard's own.</param>
    /// <exception cref="PrunerException"><c>MPR3318</c>: fewer than two examples were scored.</exception>
    public GuardDecision Judge(QualityMeasurement measurement, double level = 0)
    {
        if (measurement.Failure is { } failure)
        {
            return new(null, $"rejected: {failure}", []);
        }

        var spread = Spread.Of(measurement.Drops.AsSpan());
        if (!double.IsFinite(spread.Error))
        {
            return new(null, "rejected: its outputs lie too far from the original's to be measured", []);
        }

        var bound = spread.Mean + (quantile * spread.Error);
        var (asked, needed) = level > confidence ? (level, spread.Mean + (NormalDistribution.Quantile(level) * spread.Error)) : (confidence, bound);
        var accepted = needed <= limit || limit >= Off;
        var report = new QualityReport(
            measurement.Metric.Name(), measurement.Before, measurement.After, spread.Mean, spread.Low, spread.High, bound, spread.Examples, accepted);
        var decision = accepted
            ? "accepted"
            : FormattableString.Invariant($"rejected: the drop, {spread.Mean:0.#####}, may be up to {needed:0.#####} at confidence {asked:0.####}, more than {limit}");
        return new(report, decision, EvidenceWarning.For(measurement.Metric, spread, limit, accepted) is { } warning ? [warning] : []);
    }
}
