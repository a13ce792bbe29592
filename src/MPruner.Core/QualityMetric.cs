namespace MPruner.Core;

/// <summary>How a candidate's outputs are scored, and so the unit of <see cref="PruningOptions.MaxDrop"/>.</summary>
public enum QualityMetric
{
    /// <summary>
    /// <see cref="Accuracy"/> if the data have labels. Without labels <see cref="Agreement"/> if the original's outputs show that they are
    /// class scores, <see cref="Cosine"/> if they are vectors of length 1, otherwise <see cref="RelativeError"/>.
    /// </summary>
    Auto,

    /// <summary>The share of correct predictions according to labels. 0.01 is one percentage point.</summary>
    Accuracy,

    /// <summary>
    /// The accuracy that a classifier is expected to lose where candidate and original predict different classes, according to the
    /// original's own probabilities: p₀(argmax p₀) − p₀(argmax p₁). 0.01 is one percentage point. Needs no labels.
    /// </summary>
    Agreement,

    /// <summary>1 − the mean cosine between the candidate's vector and the original's, 0 to 2. For embeddings.</summary>
    Cosine,

    /// <summary>
    /// The squared distance to the original's output divided by the variance of that output; 0 = equal, 1 = no better than its mean.
    /// </summary>
    RelativeError,

    /// <summary>The Kullback–Leibler divergence of the candidate's class probabilities from the original's, in nats.</summary>
    Kl,
}
