namespace MPruner.Core.Acceptance;

/// <summary>Reads rows of class scores.</summary>
internal static class ClassScores
{
    /// <summary>Probabilities do not go below this in a logarithm; float32 cannot say less.</summary>
    private const double LeastProbability = 1e-45;

    /// <summary>Half-precision probabilities of a thousand classes add up to 1 within this.</summary>
    private const double SumTolerance = 1e-3;

    /// <summary>The column of the highest score of a row, the first of equals.</summary>
    /// <param name="scores">Rows of <paramref name="columns"/> scores.</param>
    /// <param name="row">Which row.</param>
    /// <param name="columns">C.</param>
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

    /// <summary>The natural logarithms of a row's probabilities.</summary>
    /// <remarks>A row of numbers of at least 0 that add up to 1 is taken for probabilities already (a model that ends in a softmax); a second softmax would
    /// flatten them. Everything else goes through a softmax, which leaves logarithms of probabilities as they are.</remarks>
    /// <param name="scores">Finite scores of one row.</param>
    /// <param name="logarithms">As many places.</param>
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
