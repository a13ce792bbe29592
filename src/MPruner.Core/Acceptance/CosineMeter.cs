using MPruner.Core.Ports;

namespace MPruner.Core.Acceptance;

/// <summary>1 − the cosine between the candidate's vector and the original's: [N, D], or the mean over the tokens of [N, T, D].</summary>
/// <remarks>0 = the same direction, 1 = orthogonal, 2 = opposite. A vector of zeros is at 0 from itself and at 1 from any other.</remarks>
internal sealed class CosineMeter : QualityMeter
{
    private readonly List<double> drops = [];

    /// <inheritdoc/>
    public override QualityMetric Metric => QualityMetric.Cosine;

    /// <inheritdoc/>
    public override QualityMeasurement ToMeasurement() => new(Metric, [.. drops]) { Failure = Failure };

    /// <inheritdoc/>
    protected override void Score(Batch batch, NumericArray? labels)
    {
        for (var example = 0; example < batch.Examples; example++)
        {
            var distances = batch.Rows(example).Select(row => Distance(batch.Before(row), batch.After(row)));
            drops.Add(distances.DefaultIfEmpty(0).Average());
        }
    }

    private static double Distance(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        var (product, lengthA, lengthB) = (0.0, 0.0, 0.0);
        for (var d = 0; d < a.Length; d++)
        {
            product += a[d] * b[d];
            lengthA += a[d] * a[d];
            lengthB += b[d] * b[d];
        }

        return (lengthA, lengthB) switch
        {
            (0, 0) => 0,
            (0, _) or (_, 0) => 1,
            _ => 1 - Math.Clamp(product / Math.Sqrt(lengthA) / Math.Sqrt(lengthB), -1, 1),
        };
    }
}
