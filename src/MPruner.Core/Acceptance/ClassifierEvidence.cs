namespace MPruner.Core.Acceptance;

/// <summary>What the original's outputs, without labels, show about what they are: class scores, vectors of length 1, or neither.</summary>
/// <remarks>
/// Rows that are probabilities or log-probabilities are class scores. Other rows are taken for the scores of a trained classifier if
/// <list type="bullet">
/// <item>they decide: the mean entropy of their softmax is at most half of that of equal probabilities, ln C;</item>
/// <item>
/// the decision stands out: the median distance of the two highest scores is at least the root mean square of the scores around their
/// row's mean. It is 0.5 for ten independent normal numbers and less for more; 1.4 on the CNN of the samples, 2 for two ideal classes;
/// </item>
/// <item>
/// they do not drift together: the variance of a row's sum is at most a quarter of the sum of the variances. Cross-entropy has no gradient
/// in that direction, so a trained classifier has about 0 (0.000 to 0.007 on the samples), and independent numbers have 1;
/// </item>
/// <item>at least two classes are predicted.</item>
/// </list>
/// No rule finds all classifiers and nothing else. This one rather misses a classifier: the fallback is stricter, and a warning says so.
/// </remarks>
/// <param name="columns">C, the size of the last dimension, at least 2.</param>
internal sealed class ClassifierEvidence(int columns)
{
    private const double MostEntropy = 0.5;
    private const double LeastMargin = 1;
    private const double MostDrift = 0.25;

    /// <summary>float16 probabilities of a thousand classes sum to 1 within this.</summary>
    private const double SumTolerance = 1e-3;

    private readonly List<double> margins = [];
    private readonly double[] means = new double[columns];
    private readonly double[] logarithms = new double[columns];
    private double meanOfSums;
    private double variations;
    private double variationOfSums;
    private double entropy;
    private double spread;
    private int predicted = -1;
    private bool differ;
    private bool areProbabilities = true;
    private bool areLogarithms = true;
    private bool haveUnitLength = true;

    /// <summary>Whether the rows look like class scores.</summary>
    public bool ShowsClasses => margins.Count > 0 && (areProbabilities || areLogarithms || LookTrained);

    /// <summary>Whether all rows are vectors of length 1.</summary>
    public bool ShowsUnitVectors => margins.Count > 0 && haveUnitLength;

    private bool LookTrained => differ
        && entropy / margins.Count <= MostEntropy * Math.Log(columns)
        && margins.Order().ElementAt(margins.Count / 2) >= LeastMargin * Math.Sqrt(spread / margins.Count)
        && variationOfSums <= MostDrift * variations;

    /// <summary>Adds rows.</summary>
    /// <param name="values">Rows of C numbers; rows that are not finite are ignored.</param>
    public void Add(ReadOnlySpan<double> values)
    {
        for (; values.Length >= columns; values = values[columns..])
        {
            AddRow(values[..columns]);
        }
    }

    private void AddRow(ReadOnlySpan<double> row)
    {
        var (sum, square, mass) = (0.0, 0.0, 0.0);
        foreach (var value in row)
        {
            sum += value;
            square += value * value;
            mass += Math.Exp(value);
        }

        if (!double.IsFinite(square))
        {
            return;
        }

        NoteForm(row, sum, square, mass);
        NoteSpread(row, sum);
        NoteDecision(row);
    }

    private void NoteForm(ReadOnlySpan<double> row, double sum, double square, double mass)
    {
        var (least, highest) = (double.PositiveInfinity, double.NegativeInfinity);
        foreach (var value in row)
        {
            (least, highest) = (Math.Min(least, value), Math.Max(highest, value));
        }

        areProbabilities &= least >= 0 && Math.Abs(sum - 1) <= SumTolerance;
        areLogarithms &= highest <= 0 && Math.Abs(mass - 1) <= SumTolerance;
        haveUnitLength &= Math.Abs(square - 1) <= 2 * SumTolerance;
    }

    private void NoteSpread(ReadOnlySpan<double> row, double sum)
    {
        var share = 1.0 / (margins.Count + 1);
        for (var c = 0; c < columns; c++)
        {
            var surprise = row[c] - means[c];
            means[c] += surprise * share;
            variations += surprise * (row[c] - means[c]);
            spread += (row[c] - (sum / columns)) * (row[c] - (sum / columns)) / columns;
        }

        var drift = sum - meanOfSums;
        meanOfSums += drift * share;
        variationOfSums += drift * (sum - meanOfSums);
    }

    private void NoteDecision(ReadOnlySpan<double> row)
    {
        ClassScores.ToLogProbabilities(row, logarithms);
        foreach (var logarithm in logarithms)
        {
            entropy -= Math.Exp(logarithm) * logarithm;
        }

        var best = ClassScores.Best(row, 0, columns);
        var second = double.NegativeInfinity;
        for (var c = 0; c < columns; c++)
        {
            second = c == best ? second : Math.Max(second, row[c]);
        }

        margins.Add(row[best] - second);
        differ |= predicted >= 0 && predicted != best;
        predicted = predicted < 0 ? best : predicted;
    }
}
