namespace MPruner.Core.Acceptance;

/// <summary>The mean and the standard error of paired drops.</summary>
/// <param name="Mean">The mean drop.</param>
/// <param name="Error">The standard error of the mean, from the sample variance (N − 1).</param>
/// <param name="Examples">N, at least 2.</param>
internal sealed record Spread(double Mean, double Error, int Examples)
{
    /// <summary>The normal quantile of 97.5%.</summary>
    private static readonly double TwoSided = NormalDistribution.Quantile(0.975);

    /// <summary>The rule of three: an event that occurs in none of N examples has a rate of at most 3/N, with 95% confidence.</summary>
    private const double RuleOfThree = 3;

    /// <summary>Half the width of the 95% interval.</summary>
    /// <remarks>
    /// If all examples have the same drop, their standard error says nothing about rare losses: for shares of examples the rule of three is
    /// used instead.
    /// </remarks>
    public double Margin(QualityMetric metric) => IsPoint(metric) ? RuleOfThree / Examples : TwoSided * Error;

    /// <summary>Whether all examples have the same drop, and drops are shares of examples.</summary>
    public bool IsPoint(QualityMetric metric) => Error == 0 && metric is (QualityMetric.Accuracy or QualityMetric.Agreement);

    /// <summary>Computes the mean and its standard error, summing in the given order.</summary>
    /// <exception cref="PrunerException"><c>MPR3318</c>: fewer than two drops.</exception>
    public static Spread Of(ReadOnlySpan<double> drops)
    {
        if (drops.Length < 2)
        {
            throw new PrunerException(
                "MPR3318",
                $"Evaluation: found {drops.Length} examples that can be scored, expected at least 2, because one has no standard error. "
                + "Give more examples, with labels that are not all negative.");
        }

        var sum = 0.0;
        foreach (var drop in drops)
        {
            sum += drop;
        }

        var mean = sum / drops.Length;
        var squares = 0.0;
        foreach (var drop in drops)
        {
            squares += (drop - mean) * (drop - mean);
        }

        return new(mean, Math.Sqrt(squares / (drops.Length - 1) / drops.Length), drops.Length);
    }
}
