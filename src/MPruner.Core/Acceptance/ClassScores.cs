using MPruner.Core.Ports;

namespace MPruner.Core.Acceptance;

/// <summary>Reads rows of class scores.</summary>
internal static class ClassScores
{
    /// <summary>The lower limit of a probability whose logarithm is taken: about the smallest positive float32.</summary>
    private const double LeastProbability = 1e-45;

    /// <summary>The sum of a thousand half-precision probabilities differs from 1 by less than this.</summary>
    private const double SumTolerance = 1e-3;

    /// <summary>The column of a row's highest score; ties go to the first.</summary>
    /// <param name="scores">Rows of <paramref name="columns"/> scores.</param>
    /// <param name="row">The row's index.</param>
    /// <param name="columns">C, the number of classes.</param>
    public static int Best(ReadOnlySpan<double> scores, int row, int columns)
    {
        var of = scores.Slice(row * columns, columns);
        var best = 0;
        for (var c = 1; c < of.Length; c++)
        {
            if (of[c] > of[best])
            {
                best = c;
            }
        }

        return best;
    }

    /// <summary>Whether all rows, along the last dimension, are not negative and sum to 1.</summary>
    public static bool AreProbabilities(NumericArray rows)
    {
        var columns = (int)rows.Shape[^1];
        return rows.ToDoubles().Chunk(columns).All(row => row.Min() >= 0 && Math.Abs(row.Sum() - 1) <= SumTolerance);
    }

    /// <summary>The natural logarithms of a row's probabilities.</summary>
    /// <remarks>
    /// Nonnegative numbers that sum to 1 are treated as probabilities (the model ends in a softmax), because a second softmax would flatten
    /// them. All other rows go through a log-softmax, which does not change log-probabilities.
    /// </remarks>
    /// <param name="scores">Finite scores of one row.</param>
    /// <param name="logarithms">Receives the results; of the same length.</param>
    public static void ToLogProbabilities(ReadOnlySpan<double> scores, Span<double> logarithms)
    {
        var sum = 0.0;
        var (least, highest) = (double.PositiveInfinity, double.NegativeInfinity);
        foreach (var score in scores)
        {
            sum += score;
            least = Math.Min(least, score);
            highest = Math.Max(highest, score);
        }

        if (least >= 0 && Math.Abs(sum - 1) <= SumTolerance)
        {
            for (var c = 0; c < scores.Length; c++)
            {
                logarithms[c] = Math.Log(Math.Max(scores[c] / sum, LeastProbability));
            }

            return;
        }

        var mass = 0.0;
        foreach (var score in scores)
        {
            mass += Math.Exp(score - highest);
        }

        var normaliser = highest + Math.Log(mass);
        for (var c = 0; c < scores.Length; c++)
        {
            logarithms[c] = scores[c] - normaliser;
        }
    }
}
