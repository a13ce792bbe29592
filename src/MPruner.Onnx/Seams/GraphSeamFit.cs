using System.Collections.Immutable;
using System.Numerics.Tensors;
using MPruner.Core.Formats;
using MPruner.Core.Ports;
using MPruner.Onnx.Models;
using MPruner.Onnx.Numerics;
using MPruner.Onnx.Running;

namespace MPruner.Onnx.Seams;

/// <summary>A loaded candidate whose outputs are what the fits of a seam read.</summary>
internal sealed class GraphSeamFit : ISeamFit
{
    private readonly LoadedGraph graph;
    private readonly ImmutableArray<string> values;
    private readonly ImmutableArray<FitProblem> problems;
    private readonly ImmutableArray<NormalEquations> sums;

    /// <param name="loader">Loads the candidate.</param>
    /// <param name="candidate">The candidate; only what the fits read is computed.</param>
    /// <param name="problems">The problems.</param>
    public GraphSeamFit(GraphLoader loader, CandidateGraph candidate, ImmutableArray<FitProblem> problems)
    {
        this.problems = problems;
        values = [.. problems.SelectMany(p => new[] { p.Input, p.Output }).Distinct(StringComparer.Ordinal)];
        var products = new Products(loader.Threads);
        sums = [.. problems.Select(_ => new NormalEquations(products))];
        var edit = candidate.Edit();
        edit.Return(values);
        graph = loader.Load(candidate.Model.Onnx, edit.Apply());
    }

    /// <inheritdoc/>
    public ImmutableArray<RepairPlan> Plans => [.. problems.Select(problem => problem.Plan)];

    /// <inheritdoc/>
    public void Add(ImmutableArray<NumericArray> inputs, ReferenceRows reference, NumericArray rows, bool heldOut) =>
        graph.Run(inputs, outputs =>
        {
            foreach (var (problem, equations) in problems.Zip(sums))
            {
                var target = Whole(problem.TargetsSum ? reference.Sum : reference.Stream);
                var current = Current(problem, outputs[values.IndexOf(problem.Output)], rows);
                var errors = problem.IsNormed ? Normed(target, current) : Difference(target, current);
                equations.Add(Regressors(problem, outputs[values.IndexOf(problem.Input)], rows), errors, heldOut);
            }
        });

    /// <inheritdoc/>
    public ImmutableArray<double[]> Errors(double[] ridges) => [.. sums.Select(equations => equations.Errors(ridges))];

    /// <inheritdoc/>
    public ImmutableArray<NumericArray> Solve(double[] ridges) =>
        [.. sums.Zip(ridges, (equations, ridge) => Shown(equations.Solve(ridge)))];

    /// <inheritdoc/>
    public (double[] Mean, double[] Variance) Moments(int plan, NumericArray weights)
    {
        ArgumentNullException.ThrowIfNull(weights);
        return sums[plan].Moments(Whole(weights).Transposed());
    }

    /// <inheritdoc/>
    public void Dispose() => graph.Dispose();

    private static NumericArray Shown(Matrix<double> solution)
    {
        var shown = solution.Transposed();
        return NumericArray.Of(ElementType.Float64, shown.Values, shown.Rows, shown.Columns);
    }

    private static Matrix<double> Whole(NumericArray matrix) => new(matrix.ToDoubles(), (int)matrix.Shape[0], (int)matrix.Shape[1]);

    private static Matrix<double> Current(FitProblem problem, NumericArray value, NumericArray rows) => problem.Window is null
        ? Patches.Rows(value, rows)
        : Patches.Of(value, rows, BlockEnds.Window.Point(value.Shape.Length - 2));

    private static Matrix<double> Regressors(FitProblem problem, NumericArray value, NumericArray rows)
    {
        var found = problem.Window is { } window ? Patches.Of(value, rows, window) : Patches.Rows(value, rows);
        if (!problem.HasIntercept)
        {
            return found;
        }

        var extended = new Matrix<double>(found.Rows, found.Columns + 1);
        for (var row = 0; row < found.Rows; row++)
        {
            found.Row(row).CopyTo(extended.Row(row));
            extended.Row(row)[^1] = 1;
        }

        return extended;
    }

    private static Matrix<double> Difference(Matrix<double> target, Matrix<double> current)
    {
        var difference = new Matrix<double>(target.Rows, target.Columns);
        TensorPrimitives.Subtract(target.Values, current.Values, difference.Values);
        return difference;
    }

    /// <summary>
    /// What is missing in each current row to what a layer norm turns into the wanted row: the target with the mean and the deviation of
    /// the current row.
    /// </summary>
    private static Matrix<double> Normed(Matrix<double> target, Matrix<double> current)
    {
        const double Epsilon = 1e-5;
        var errors = new Matrix<double>(target.Rows, target.Columns);
        for (var row = 0; row < target.Rows; row++)
        {
            var (wanted, own, error) = (target.Row(row).ToArray(), current.Row(row).ToArray(), errors.Row(row).ToArray());
            var (mean, variance) = Statistics(wanted);
            var (ownMean, ownVariance) = Statistics(own);
            TensorPrimitives.Subtract(wanted, mean, error);
            TensorPrimitives.Multiply(error, Math.Sqrt(ownVariance) / Math.Sqrt(variance + Epsilon), error);
            TensorPrimitives.Add(error, ownMean, error);
            TensorPrimitives.Subtract(error, own, error);
            error.CopyTo(errors.Row(row));
        }

        return errors;
    }

    private static (double Mean, double Variance) Statistics(double[] values)
    {
        var mean = TensorPrimitives.Sum<double>(values) / values.Length;
        return (mean, values.Sum(value => (value - mean) * (value - mean)) / values.Length);
    }
}
