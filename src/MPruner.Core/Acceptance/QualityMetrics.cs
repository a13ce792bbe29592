using System.Diagnostics;

namespace MPruner.Core.Acceptance;

/// <summary>The names and the units of metrics.</summary>
internal static class QualityMetrics
{
    /// <summary>The metric's name in options, metadata and reports.</summary>
    public static string Name(this QualityMetric metric) => metric switch
    {
        QualityMetric.Auto => "auto",
        QualityMetric.Accuracy => "accuracy",
        QualityMetric.Agreement => "agreement",
        QualityMetric.Cosine => "cosine",
        QualityMetric.RelativeError => "relative-error",
        QualityMetric.Kl => "kl",
        _ => throw new UnreachableException(),
    };

    /// <summary>A drop with its unit.</summary>
    public static string Describe(this QualityMetric metric, double drop) => metric switch
    {
        QualityMetric.Accuracy => $"{Points(drop)} of accuracy",
        QualityMetric.Agreement => $"{Points(drop)} of expected accuracy",
        QualityMetric.Cosine => FormattableString.Invariant($"{drop:0.#####} (1 − mean cosine)"),
        QualityMetric.RelativeError => FormattableString.Invariant($"{drop:0.#####} of the outputs' variance"),
        QualityMetric.Kl => FormattableString.Invariant($"{drop:0.#####} nats"),
        _ => throw new UnreachableException(),
    };

    /// <summary>Whether the metric reads the outputs as scores of classes.</summary>
    public static bool ComparesClasses(this QualityMetric metric) =>
        metric is QualityMetric.Accuracy or QualityMetric.Agreement or QualityMetric.Kl;

    /// <summary>
    /// About how far outputs are apart, in the unit of their distance, for each unit that is lost. For classes the distance is in nats: on
    /// the CNN of the samples, narrowed by 29 to 47%, it is 1.7 to 3.1 times the accuracy lost. Other metrics are distances themselves.
    /// </summary>
    public static double DistancePerDrop(this QualityMetric metric) =>
        metric is QualityMetric.Accuracy or QualityMetric.Agreement ? 2 : 1;

    /// <summary>The metric without labels that estimates this one in the same unit.</summary>
    public static QualityMetric WithoutLabels(this QualityMetric metric) =>
        metric == QualityMetric.Accuracy ? QualityMetric.Agreement : metric;

    private static string Points(double drop)
    {
        var number = FormattableString.Invariant($"{drop * 100:0.###}");
        return number == "1" ? "1 point" : $"{number} points";
    }
}
