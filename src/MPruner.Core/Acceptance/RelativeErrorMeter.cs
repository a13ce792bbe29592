using MPruner.Core.Ports;

namespace MPruner.Core.Acceptance;

/// <summary>The squared distance of the candidate's output from the original's, divided by the variance of the original's.</summary>
/// <remarks>
/// An example's drop is ‖y₁ − y₀‖² / V, where V = 1/N Σ‖y₀ − ȳ₀‖² is the total variance of the original's output over the N scored examples
/// and ȳ₀ is their elementwise mean. Padding counts in neither. 0 means equal, 1 means no better than always predicting the mean, and
/// 1 − the mean drop is the R² of the candidate as a prediction of the original's output. V is computed with running means (Welford), in
/// the order of the examples.
/// </remarks>
internal sealed class RelativeErrorMeter : QualityMeter
{
    /// <summary>Below this share of the mean square, the variation is float32 rounding.</summary>
    private const double RoundingFloor = 1e-13;

    private readonly List<double> distances = [];
    private RowMean[] means = [];
    private double variation;
    private double square;

    /// <inheritdoc/>
    public override QualityMetric Metric => QualityMetric.RelativeError;

    /// <inheritdoc/>
    public override QualityMeasurement ToMeasurement()
    {
        if (Failure is not null || distances.Count == 0)
        {
            return new(Metric, []) { Failure = Failure };
        }

        if (variation <= RoundingFloor * square)
        {
            throw new PrunerException(
                "MPR3316",
                $"Original model: found the same output for all {distances.Count} scored examples, expected outputs that vary, "
                + "because the error is measured relative to their variance. Give data for which the model's outputs differ.");
        }

        var variance = variation / distances.Count;
        return new(Metric, [.. distances.Select(distance => distance / variance)]);
    }

    /// <inheritdoc/>
    protected override void Score(Batch batch, NumericArray? labels)
    {
        if (distances.Count == 0)
        {
            means = [.. Enumerable.Range(0, batch.RowsPerExample).Select(_ => new RowMean(batch.Columns))];
        }

        for (var example = 0; example < batch.Examples; example++)
        {
            var distance = 0.0;
            foreach (var row in batch.Rows(example))
            {
                distance += Compare(batch.Before(row), batch.After(row), means[row % batch.RowsPerExample]);
            }

            distances.Add(distance);
        }
    }

    /// <summary>The squared distance of two rows; the original's goes into the variance.</summary>
    private double Compare(ReadOnlySpan<double> original, ReadOnlySpan<double> candidate, RowMean known)
    {
        var distance = 0.0;
        var share = 1.0 / ++known.Count;
        var mean = known.Values;
        for (var d = 0; d < mean.Length; d++)
        {
            var difference = candidate[d] - original[d];
            distance += difference * difference;
            square += original[d] * original[d];
            var surprise = original[d] - mean[d];
            mean[d] += surprise * share;
            variation += surprise * (original[d] - mean[d]);
        }

        return distance;
    }

    /// <summary>The mean of the original's values at one place of an example, over the examples that have no padding there.</summary>
    /// <param name="columns">The number of values.</param>
    private sealed class RowMean(int columns)
    {
        /// <summary>The number of examples so far.</summary>
        public int Count { get; set; }

        /// <summary>The means.</summary>
        public double[] Values { get; } = new double[columns];
    }
}
