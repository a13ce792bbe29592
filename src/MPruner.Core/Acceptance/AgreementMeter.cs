using MPruner.Core.Ports;

namespace MPruner.Core.Acceptance;

/// <summary>
/// Compares the class scores [N, C] or [N, T, C] of two classifiers without labels; an example's values are the means over
/// its T positions without padding.
/// </summary>
/// <remarks>
/// With p₀ the original's probabilities and p₁ the candidate's, <see cref="QualityMetric.Agreement"/> is the expected accuracy drop
/// p₀(argmax p₀) − p₀(argmax p₁): the loss of accuracy if the original is calibrated. It is never negative, 0 where both models agree, and
/// small where the original was uncertain; its mean has a much smaller variance than the rate of disagreement.
/// <see cref="QualityMetric.Kl"/> is Σ p₀ ln(p₀/p₁).
/// </remarks>
/// <param name="metric"><see cref="QualityMetric.Agreement"/> or <see cref="QualityMetric.Kl"/>.</param>
internal sealed class AgreementMeter(QualityMetric metric) : QualityMeter
{
    private readonly List<double> drops = [];
    private readonly List<double> divergences = [];
    private double disagreements;

    /// <inheritdoc/>
    public override QualityMetric Metric => metric;

    /// <inheritdoc/>
    public override QualityMeasurement ToMeasurement() => new(Metric, [.. metric == QualityMetric.Kl ? divergences : drops])
    {
        Disagreement = drops.Count == 0 ? null : disagreements / drops.Count,
        Divergence = drops.Count == 0 ? null : divergences.Average(),
        Failure = Failure,
    };

    /// <inheritdoc/>
    protected override void Score(Batch batch, NumericArray? labels)
    {
        var columns = batch.Columns;
        var before = new double[columns];
        var after = new double[columns];
        for (var example = 0; example < batch.Examples; example++)
        {
            var (drop, divergence, disagreeing) = (0.0, 0.0, 0);
            var rows = batch.Rows(example);
            foreach (var row in rows)
            {
                ClassScores.ToLogProbabilities(batch.Before(row), before);
                ClassScores.ToLogProbabilities(batch.After(row), after);

                // Compare scores, not log-probabilities: two different scores may round to the same log-probability.
                var answer = ClassScores.Best(batch.Original, row, columns);
                var answerAfter = ClassScores.Best(batch.Candidate, row, columns);
                disagreeing += answer == answerAfter ? 0 : 1;
                drop += Math.Exp(before[answer]) - Math.Exp(before[answerAfter]);
                for (var c = 0; c < columns; c++)
                {
                    divergence += Math.Exp(before[c]) * (before[c] - after[c]);
                }
            }

            var positions = Math.Max(rows.Length, 1);
            drops.Add(drop / positions);
            divergences.Add(divergence / positions);
            disagreements += (double)disagreeing / positions;
        }
    }
}
