namespace MPruner.Core.Acceptance;

/// <summary>Says when the examples are too few for what was decided on them, and how many would do.</summary>
internal static class EvidenceWarning
{
    /// <summary>Up to 3/N of a population may be hit with none of N examples showing it (95%, "rule of three").</summary>
    private const double RuleOfThree = 3;

    /// <summary>The warning, if one is due.</summary>
    /// <remarks>
    /// Due when the upper end of the 95% interval exceeds twice the largest drop; the number of examples is the one at which, with the same mean and
    /// variance, it would not. Where all examples lost the same the interval is a point that knows nothing of rare losses; for metrics of 0–1 the rule
    /// of three takes its place. A mean beyond twice the largest drop needs no more examples to be rejected.
    /// </remarks>
    /// <param name="metric">The unit.</param>
    /// <param name="spread">The drop.</param>
    /// <param name="maxDrop">The largest drop accepted.</param>
    /// <param name="accepted">Whether the candidate was accepted.</param>
    /// <returns><c>MPR2302</c> where the guard is off, <c>MPR2301</c> where there are too few examples, or null.</returns>
    public static Diagnostic? For(QualityMetric metric, Spread spread, double maxDrop, bool accepted)
    {
        if (maxDrop >= AcceptanceGuard.Off)
        {
            return new("MPR2302", FormattableString.Invariant($"The guard is off (the largest drop is {maxDrop:R}): the candidate was accepted with a drop of {spread.Mean:0.#####} {metric.Name()}. Set a largest drop to have quality proven."));
        }

        var pointOfAFraction = spread.Error == 0 && metric != QualityMetric.RelativeSquaredError;
        var margin = pointOfAFraction ? RuleOfThree / spread.Examples : spread.Margin;
        var room = (2 * maxDrop) - spread.Mean;
        if (margin <= room || (room <= 0 && !accepted))
        {
            return null;
        }

        var found = FormattableString.Invariant(
            $"With {spread.Examples} examples the drop, {spread.Mean:0.#####} {metric.Name()}, may be up to {spread.Mean + margin:0.#####} (95%), more than twice the largest drop, {maxDrop}.");
        if (room <= 0)
        {
            return new("MPR2301", $"{found} No number of examples shows that nothing at all is lost; allow a largest drop above 0.");
        }

        // The standard error falls with √N, the rule of three with N.
        var ratio = margin / room;
        var needed = Math.Ceiling(spread.Examples * (pointOfAFraction ? ratio : ratio * ratio));
        return new("MPR2301", FormattableString.Invariant($"{found} About {needed:0} examples would tell; give more evaluation data."));
    }
}
