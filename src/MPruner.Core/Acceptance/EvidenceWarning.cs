namespace MPruner.Core.Acceptance;

/// <summary>Warns if there are too few examples to support a decision, and estimates how many are needed.</summary>
internal static class EvidenceWarning
{
    /// <summary>The warning, if there is one.</summary>
    /// <remarks>
    /// The warning is given if the upper end of the 95% interval exceeds twice the largest accepted drop. The suggested number of
    /// examples is the one at which it would not, for the same mean and variance. A rejected candidate whose mean exceeds twice the largest
    /// accepted drop needs no further examples.
    /// </remarks>
    /// <param name="metric">The unit.</param>
    /// <param name="spread">The drop.</param>
    /// <param name="maxDrop">The largest accepted drop.</param>
    /// <param name="accepted">Whether the candidate was accepted.</param>
    /// <returns><c>MPR2302</c> if the guard is off, <c>MPR2301</c> if there are too few examples, otherwise null.</returns>
    public static Diagnostic? For(QualityMetric metric, Spread spread, double maxDrop, bool accepted)
    {
        if (maxDrop >= AcceptanceGuard.Off)
        {
            return new(
                "MPR2302",
                FormattableString.Invariant($"The guard is off (MaxDrop is {maxDrop:R}): ")
                + $"the candidate was accepted with a drop of {metric.Describe(spread.Mean)}. "
                + "Set MaxDrop so that quality is checked.");
        }

        var margin = spread.Margin(metric);
        var room = (2 * maxDrop) - spread.Mean;
        if (margin <= room || (room <= 0 && !accepted))
        {
            return null;
        }

        var found = $"With {spread.Examples} examples the drop, {metric.Describe(spread.Mean)}, "
            + $"may be up to {metric.Describe(spread.Mean + margin)} (95%), "
            + $"more than twice MaxDrop, {metric.Describe(maxDrop)}.";
        if (room <= 0)
        {
            return new("MPR2301", $"{found} No number of examples can show that nothing is lost; allow a MaxDrop above 0.");
        }

        // The standard error decreases with √N, the rule of three with N.
        var ratio = margin / room;
        var needed = Math.Ceiling(spread.Examples * (spread.IsPoint(metric) ? ratio : ratio * ratio));
        return new(
            "MPR2301", FormattableString.Invariant($"{found} About {needed:0} examples would be enough; give more evaluation data."));
    }
}
