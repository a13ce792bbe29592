using MPruner.Core.Ports;
using TorchSharp;
using static TorchSharp.torch.nn;

namespace MPruner.Torch;

/// <summary>What training makes smaller.</summary>
internal static class TrainingLoss
{
    /// <summary>Below it a probability has no logarithm, and a reference no relative error.</summary>
    private const double Least = 1e-30;

    /// <summary>Half-precision probabilities of a thousand classes add up to 1 within this.</summary>
    private const double SumTolerance = 1e-3;

    /// <summary>The target that cross-entropy leaves out.</summary>
    private const long NotCounted = -100;

    /// <summary>The mean cross-entropy of the positions that count.</summary>
    /// <param name="output">Scores [N, C] or [N, T, C].</param>
    /// <param name="labels">Class numbers [N] or [N, T]; negative ones do not count.</param>
    /// <returns>A scalar; null where no position counts.</returns>
    public static torch.Tensor? OfLabels(torch.Tensor output, NumericArray labels)
    {
        var classes = Array.ConvertAll(labels.ToDoubles(), label => label < 0 ? NotCounted : (long)label);
        return Array.TrueForAll(classes, label => label == NotCounted)
            ? null
            : functional.cross_entropy(Logits(output).reshape(-1, output.shape[^1]), torch.tensor(classes, device: output.device));
    }

    /// <summary>The distance from the teacher: of the outputs, and of the boundaries in the mean.</summary>
    /// <param name="student">The output, then the boundaries.</param>
    /// <param name="teacher">The same of the teacher, outside of the graph.</param>
    /// <param name="temperature">T.</param>
    /// <param name="boundaryWeight">What the boundaries count.</param>
    /// <returns>A scalar.</returns>
    public static torch.Tensor OfTeacher(torch.Tensor[] student, torch.Tensor[] teacher, double temperature, double boundaryWeight)
    {
        if (student.Length != teacher.Length || student.Length == 0)
        {
            throw new ArgumentException($"The student returns {student.Length} tensors and the teacher {teacher.Length}; expected an output and as many boundaries of both.");
        }

        var output = HoldsScores(student[0]) ? Divergence(student[0], teacher[0], temperature) : RelativeError(student[0], teacher[0]);
        torch.Tensor[] boundaries = [.. student.Zip(teacher).Skip(1).Where(pair => IsFloat(pair.First)).Select(pair => RelativeError(pair.First, pair.Second))];
        return boundaries.Length == 0 ? output : output.add(boundaries.Aggregate((sum, next) => sum.add(next)), boundaryWeight / boundaries.Length);
    }

    /// <summary>Whether gradients can flow to values of this type.</summary>
    public static bool IsFloat(torch.Tensor tensor) =>
        tensor.dtype is torch.ScalarType.Float32 or torch.ScalarType.Float64 or torch.ScalarType.Float16 or torch.ScalarType.BFloat16;

    private static bool HoldsScores(torch.Tensor output) => IsFloat(output) && output.shape is [_, >= 2];

    private static torch.Tensor Divergence(torch.Tensor student, torch.Tensor teacher, double temperature) =>
        functional.kl_div(
            Logits(student).div(temperature).log_softmax(1),
            Logits(teacher).div(temperature).log_softmax(1),
            log_target: true,
            Reduction.Sum)
        .div(student.shape[0])
        .mul(temperature * temperature);

    private static torch.Tensor RelativeError(torch.Tensor student, torch.Tensor teacher) =>
        student.sub(teacher).pow(2).sum().div(teacher.pow(2).sum().clamp(min: Least));

    /// <summary>What a softmax makes probabilities of. Rows of probabilities (a model that ends in a softmax) become their logarithms; a second softmax would flatten them.</summary>
    private static torch.Tensor Logits(torch.Tensor scores)
    {
        bool areProbabilities;
        using (torch.no_grad())
        {
            areProbabilities = scores.min().ToScalar().ToDouble() >= 0 && scores.sum(-1).sub(1).abs().max().ToScalar().ToDouble() <= SumTolerance;
        }

        return areProbabilities ? scores.clamp(min: Least).log() : scores;
    }
}
