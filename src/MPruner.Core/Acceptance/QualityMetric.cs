namespace MPruner.Core.Acceptance;

/// <summary>In which unit a candidate's quality is compared with the original's.</summary>
internal enum QualityMetric
{
    /// <summary>The share of right answers, 0–1, by labels.</summary>
    Accuracy,

    /// <summary>What accuracy would lose, 0–1, if the original's own probabilities were right; needs no labels.</summary>
    ExpectedAccuracyDrop,

    /// <summary>The squared distance to the original's output over that output's variance; 0 = equal, 1 = as bad as its mean.</summary>
    RelativeSquaredError,
}

/// <summary>The names of metrics in reports.</summary>
internal static class QualityMetrics
{
    /// <summary>The name that reports carry.</summary>
    public static string Name(this QualityMetric metric) => metric switch
    {
        QualityMetric.Accuracy => "accuracy",
        QualityMetric.ExpectedAccuracyDrop => "expected-accuracy-drop",
        QualityMetric.RelativeSquaredError => "relative-squared-error",
        _ => throw new System.Diagnostics.UnreachableException(),
    };
}
