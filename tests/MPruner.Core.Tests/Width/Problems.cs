using MPruner.Core.Width;

namespace MPruner.Core.Tests.Width;

/// <summary>Random least-squares problems of reading layers.</summary>
internal static class Problems
{
    /// <summary>A problem with rectified, correlated inputs, a constant, and a ridge of 10⁻⁴ of the mean diagonal.</summary>
    /// <param name="units">The number of units.</param>
    /// <param name="unitWidth">The number of inputs of a unit.</param>
    /// <param name="outputs">The number of outputs.</param>
    /// <param name="change">Changes the input rows, [rows][inputs], in place.</param>
    public static ReadingProblem Random(int units, int unitWidth, int outputs, Action<double[]>? change = null)
    {
        var random = new SeededRandom((units * 31) + unitWidth);
        var inputs = units * unitWidth;
        double[] Values(int count) => [.. Enumerable.Range(0, count).Select(_ => (2 * random.NextDouble()) - 1)];
        var mixing = Enumerable.Range(0, inputs).Select(_ => Values(inputs)).ToArray();
        var gram = new double[(inputs + 1) * (inputs + 1)];
        var rows = 8 * (inputs + 1);
        for (var row = 0; row < rows; row++)
        {
            var source = Values(inputs);
            double[] x = [.. mixing.Select(m => Math.Max(m.Zip(source, (a, b) => a * b).Sum() + 0.2, 0)), 1];
            change?.Invoke(x);
            for (var i = 0; i < gram.Length; i++)
            {
                gram[i] += x[i / (inputs + 1)] * x[i % (inputs + 1)] / rows;
            }
        }

        return Of(gram, Values(outputs * (inputs + 1)), (units, unitWidth));
    }

    /// <summary>A problem of given size with cheap pseudo-random sums, for timing.</summary>
    public static ReadingProblem Large(int units, int unitWidth, int outputs)
    {
        var random = new SeededRandom(units);
        var inputs = units * unitWidth;
        var gram = new double[(inputs + 1) * (inputs + 1)];
        for (var row = 0; row <= inputs; row++)
        {
            gram[(row * (inputs + 1)) + row] = 1;
            for (var column = 0; column < row; column++)
            {
                var value = (random.NextDouble() - 0.5) / inputs;
                (gram[(row * (inputs + 1)) + column], gram[(column * (inputs + 1)) + row]) = (value, value);
            }
        }

        double[] weights = [.. Enumerable.Range(0, outputs * (inputs + 1)).Select(_ => random.NextDouble() - 0.5)];
        return Of(gram, weights, (units, unitWidth));
    }

    /// <summary>tr((W − V)H(W − V)ᵀ) for the best V of some units, computed from the normal equations of the whole matrix.</summary>
    public static double Error(ReadingProblem problem, IReadOnlyList<int> kept)
    {
        var inputs = problem.InputsOf(kept);
        var (size, error) = (problem.Size, 0.0);
        for (var output = 0; output < problem.Outputs; output++)
        {
            var weights = problem.Weights.AsSpan(output * size, size).ToArray();
            var solution = Solve(problem, inputs, weights);
            var difference = weights.ToArray();
            for (var i = 0; i < inputs.Length; i++)
            {
                difference[inputs[i]] -= solution[i];
            }

            for (var row = 0; row < size; row++)
            {
                error += difference[row] * Enumerable.Range(0, size).Sum(column => problem.Moment(row, column) * difference[column]);
            }
        }

        return error;
    }

    /// <summary>The solution of H_AA v = H_A w by Gaussian elimination with pivoting, which shares no code with what is tested.</summary>
    public static double[] Solve(ReadingProblem problem, int[] inputs, double[] weights)
    {
        var n = inputs.Length;
        var rows = inputs.Select(row => inputs.Select(column => problem.Moment(row, column))
            .Append(Enumerable.Range(0, problem.Size).Sum(column => problem.Moment(row, column) * weights[column]))
            .ToArray()).ToArray();
        for (var step = 0; step < n; step++)
        {
            var pivot = Enumerable.Range(step, n - step).MaxBy(row => Math.Abs(rows[row][step]));
            (rows[step], rows[pivot]) = (rows[pivot], rows[step]);
            foreach (var row in Enumerable.Range(0, n).Where(row => row != step))
            {
                var factor = rows[row][step] / rows[step][step];
                for (var column = step; column <= n; column++)
                {
                    rows[row][column] -= factor * rows[step][column];
                }
            }
        }

        return [.. Enumerable.Range(0, n).Select(row => rows[row][n] / rows[row][row])];
    }

    private static ReadingProblem Of(double[] gram, double[] weights, (int Units, int UnitWidth) size)
    {
        var inputs = size.Units * size.UnitWidth;
        return new(size.Units, size.UnitWidth)
        {
            Gram = gram,
            Weights = weights,
            HasConstant = true,
            Ridge = 1e-4 * Enumerable.Range(0, inputs).Average(i => gram[(i * (inputs + 1)) + i]),
        };
    }
}
