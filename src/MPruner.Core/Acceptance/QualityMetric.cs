namespace MPruner.Core.Acceptance;

/// <summary>The unit in which a candidate's quality is compared with the original's.</summary>
internal enum QualityMetric
{
    /// <summary>The share of correct predictions, 0–1, according to labels.</summary>
    Accuracy,

    /// <summary>The expected loss of accuracy, 0–1, if the original's own probabilities are correct; needs no labels.</summary>
    ExpectedAccuracyDrop,

    /// <summary>
    /// The squared distance to the original's output divided by the variance of that output;
    /// 0 = equal, 1 = no better than predicting its mean.
    /// </summary>
    RelativeSquaredError,
}

/// <summary>The names of metrics in reports.</summary>
internal static class QualityMetrics
{
    /// <summary>The metric's name in reports.</summary>
    public static string Name(this QualityMetric metric) => metric switch
    {
        QualityMetric.Accuracy => "accuracy",
        QualityMetric.ExpectedAccuracyDrop => "expected-accuracy-drop",
        QualityMetric.RelativeSquaredError => "relative-squared-error",
        _ => throw new System.Diagnostics.UnreachableException(),
    };
}
