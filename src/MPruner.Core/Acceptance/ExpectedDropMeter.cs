using MPruner.Core.Ports;

namespace MPruner.Core.Acceptance;

/// <summary>
/// The expected accuracy drop of a classifier without labels: p₀(argmax p₀) − p₀(argmax p₁),
/// where p₀ are the original's probabilities and p₁ the candidate's.
/// </summary>
/// <remarks>
/// It estimates the loss of accuracy if the original is calibrated. It is never negative, 0 where both models agree, and small where the
/// original was uncertain. Its mean has a much smaller variance than the rate of disagreement.
/// </remarks>
internal sealed class ExpectedDropMeter : QualityMeter
{
    private readonly List<double> drops = [];
    private int disagreements;
    private double divergence;

    /// <inheritdoc/>
    public override QualityMetric Metric => QualityMetric.ExpectedAccuracyDrop;

    /// <inheritdoc/>
    public override QualityMeasurement ToMeasurement() => new(Metric, [.. drops])
    {
        Disagreement = drops.Count == 0 ? null : (double)disagreements / drops.Count,
        Divergence = drops.Count == 0 ? null : divergence / drops.Count,
        Failure = Failure,
    };

    /// <inheritdoc/>
    protected override void Score(Batch batch, NumericArray? labels)
    {
        var columns = batch.Columns;
        var before = new double[columns];
        var after = new double[columns];
        for (var row = 0; row < batch.Examples; row++)
        {
            ClassScores.ToLogProbabilities(batch.Original.AsSpan(row * columns, columns), before);
            ClassScores.ToLogProbabilities(batch.Candidate.AsSpan(row * columns, columns), after);

            // Compare scores, not log-probabilities: two different scores may round to the same log-probability.
            var answer = ClassScores.Best(batch.Original, row, columns);
            var answerAfter = ClassScores.Best(batch.Candidate, row, columns);
            disagreements += answer == answerAfter ? 0 : 1;
            drops.Add(Math.Exp(before[answer]) - Math.Exp(before[answerAfter]));
            for (var c = 0; c < columns; c++)
            {
                divergence += Math.Exp(before[c]) * (before[c] - after[c]);
            }
        }
    }
}
