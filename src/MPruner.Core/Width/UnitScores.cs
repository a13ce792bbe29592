using System.Numerics.Tensors;
using MPruner.Core.Examples;
using MPruner.Core.Formats;

namespace MPruner.Core.Width;

/// <summary>Scores the units of a model's inner dimensions by the chosen criterion; those with low scores are removed first.</summary>
/// <param name="run">The criterion, the bench and the seed.</param>
/// <param name="model">The model.</param>
/// <param name="examples">Calibration data.</param>
/// <param name="comparesClasses">Whether the model's output is scores of classes.</param>
internal sealed class UnitScores(RunContext run, IPrunableModel model, BoundExamples examples, bool comparesClasses)
{
    private const int BatchSize = 8;
    private const int MostBatches = 64;

    private readonly Lazy<Dictionary<string, double[]>> sensitivities = new(() =>
    {
        var shuffled = new ShuffledExamples(examples, BatchSize, run.Options.Seed);
        var plan = new SensitivityPlan(shuffled, Math.Min(MostBatches, shuffled.BatchesPerEpoch), comparesClasses, run.Options.Seed);
        return run.Bench.Sensitivities(model, plan, run.Progress, run.Cancel).ToDictionary(s => s.Name, s => s.Array.ToDoubles());
    });

    /// <summary>The scores of a dimension's units; null where they follow from the reading layer's inputs alone.</summary>
    /// <param name="reader">The reading layer.</param>
    public double[]? Of(DimensionReader reader) => run.Options.WidthCriterion switch
    {
        WidthCriterion.Obs => null,
        WidthCriterion.L1 => Magnitudes(reader.Problem),
        WidthCriterion.BnScale => model.NormScales(reader.Dimension) ?? Magnitudes(reader.Problem),
        WidthCriterion.Taylor => Sums(reader, sensitivities.Value) ?? Magnitudes(reader.Problem),
        WidthCriterion.Random => ByChance(reader.Dimension),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    /// <summary>The sums of the absolute weights with which a layer reads each unit.</summary>
    public static double[] Magnitudes(ReadingProblem problem) => Sums(problem, (output, first) =>
        TensorPrimitives.SumOfMagnitudes<double>(problem.Weights.AsSpan((output * problem.Size) + first, problem.UnitWidth)));

    /// <summary>The sums of a value per weight over the weights of each unit.</summary>
    private static double[]? Sums(DimensionReader reader, Dictionary<string, double[]> values)
    {
        var problem = reader.Problem;
        return values.GetValueOrDefault(reader.Layer.Layer.Weight.Name) is { } own
            ? Sums(problem, (output, first) =>
                TensorPrimitives.Sum<double>(own.AsSpan((output * problem.Inputs) + first, problem.UnitWidth)))
            : null;
    }

    private static double[] Sums(ReadingProblem problem, Func<int, int, double> part)
    {
        var sums = new double[problem.Units];
        for (var unit = 0; unit < problem.Units; unit++)
        {
            for (var output = 0; output < problem.Outputs; output++)
            {
                sums[unit] += part(output, unit * problem.UnitWidth);
            }
        }

        return sums;
    }

    private double[] ByChance(InnerDimension dimension)
    {
        var path = dimension.Path.Aggregate(0, (hash, letter) => (hash * 31) + letter);
        var random = new SeededRandom(((long)run.Options.Seed << 32) | (uint)path);
        return [.. Enumerable.Range(0, dimension.Units).Select(_ => random.NextDouble())];
    }
}
