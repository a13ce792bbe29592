using System.Collections.Immutable;
using MPruner.Core.Reports;

namespace MPruner.Core.Acceptance;

/// <summary>A decision of the guard.</summary>
/// <param name="Report">The measurement; null if the candidate's outputs cannot be scored at all.</param>
/// <param name="Decision"><c>accepted</c>, or <c>rejected: …</c> with the reason.</param>
/// <param name="Warnings">Warnings about how reliable the measurement is.</param>
internal sealed record GuardDecision(QualityReport? Report, string Decision, ImmutableArray<Diagnostic> Warnings)
{
    /// <summary>Whether the candidate may replace the best model so far.</summary>
    public bool Accepted => Report is { Accepted: true };

    /// <summary>The drop on the scored examples; null where <see cref="Report"/> is.</summary>
    public Spread? Drop { get; init; }
}

/// <summary>Accepts a candidate if the upper confidence bound of its mean drop in quality is within the limit.</summary>
/// <remarks>
/// The bound is mean + z·SE, where z is the normal quantile of the confidence and SE is the standard error of the mean of the paired drops.
/// The SE needs at least two examples; fewer are an error, so every reported number is finite.
/// A candidate whose output is not finite, or has another shape, is rejected even when the guard is off.
/// </remarks>
/// <param name="maxDrop">
/// The largest accepted drop, in the metric's unit, at least 0. The guard is off if it is <see cref="Off"/> or more.
/// </param>
/// <param name="confidence">The level of the bound, in [0.5, 1); 0.5 is the mean itself.</param>
internal sealed class AcceptanceGuard(double maxDrop, double confidence)
{
    /// <summary>The smallest limit that turns the guard off: everything that can be scored is accepted.</summary>
    public const double Off = 1e9;

    private const int FewestToGiveUp = 256;

    private readonly double limit = maxDrop >= 0
        ? maxDrop
        : throw new ArgumentOutOfRangeException(nameof(maxDrop), maxDrop, "Expected at least 0.");

    private readonly double quantile = confidence is >= 0.5 and < 1
        ? NormalDistribution.Quantile(confidence)
        : throw new ArgumentOutOfRangeException(nameof(confidence), confidence, "Expected a value in [0.5, 1).");

    /// <summary>
    /// Whether the examples scored so far rule out acceptance: there are at least 256 of them,
    /// and the mean drop exceeds the limit by more than four standard errors.
    /// </summary>
    /// <remarks>
    /// The probability that one check rejects a candidate exactly at the limit is below 1 in 10,000.
    /// The check saves scoring the rest of the split for the many candidates that are far beyond the limit.
    /// </remarks>
    public bool IsHopeless(QualityMeasurement soFar)
    {
        if (limit >= Off || soFar.Failure is not null || soFar.Drops.Length < FewestToGiveUp)
        {
            return false;
        }

        var spread = Spread.Of(soFar.Drops.AsSpan());
        return spread.Mean - (4 * spread.Error) > limit;
    }

    /// <summary>Whether the mean drop exceeds the limit.</summary>
    public bool IsBeyondLimit(QualityMeasurement measured) => measured.Mean > limit;

    /// <summary>Judges a candidate.</summary>
    /// <param name="measurement">The candidate's scores.</param>
    /// <param name="level">
    /// The confidence that this candidate needs; the guard's own confidence applies if it is higher.
    /// The reported bound is always the one at the guard's own confidence.
    /// </param>
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
        var (asked, needed) = level > confidence
            ? (level, spread.Mean + (NormalDistribution.Quantile(level) * spread.Error))
            : (confidence, bound);
        var margin = spread.Margin(measurement.Metric);
        var accepted = needed <= limit || limit >= Off;
        var report = new QualityReport(
            measurement.Metric.Name(),
            measurement.Before,
            measurement.After,
            spread.Mean,
            spread.Mean - margin,
            spread.Mean + margin,
            bound,
            spread.Examples,
            accepted);
        var decision = accepted
            ? "accepted"
            : FormattableString.Invariant($"rejected: the drop, {spread.Mean:0.#####}, may be up to {needed:0.#####} ")
              + FormattableString.Invariant($"at confidence {asked:0.####}, more than {limit}");
        var warning = EvidenceWarning.For(measurement.Metric, spread, limit, accepted);
        return new(report, decision, warning is null ? [] : [warning]) { Drop = spread };
    }

    /// <summary>The normal quantile of a level, or of the guard's own confidence if that is higher.</summary>
    public double QuantileOf(double level) => level > confidence ? NormalDistribution.Quantile(level) : quantile;
}
