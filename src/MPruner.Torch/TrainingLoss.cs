using MPruner.Core.Ports;
using MPruner.ScriptModels.Ports;
using TorchSharp;
using static TorchSharp.torch.nn;

namespace MPruner.Torch;

/// <summary>The loss that training minimises.</summary>
internal static class TrainingLoss
{
    /// <summary>The lower limit of probabilities before the logarithm, and of the reference of a relative error.</summary>
    private const double Least = 1e-30;

    /// <summary>The tolerance of a sum of probabilities; that of a thousand classes in half precision is within it.</summary>
    private const double SumTolerance = 1e-3;

    /// <summary>The target that cross-entropy ignores.</summary>
    private const long Ignored = -100;

    /// <summary>
    /// The mean cross-entropy of the labelled positions. Where the batch has the original's scores, the mean divergence from them at the
    /// same positions is added.
    /// </summary>
    /// <param name="output">Scores [N, C] or [N, T, C].</param>
    /// <param name="batch">The labels [N] or [N, T], of which negative ones are ignored; and the original's scores, if any.</param>
    /// <param name="temperature">T, by which scores are divided before they are compared.</param>
    /// <returns>A scalar; null if no position is labelled.</returns>
    public static torch.Tensor? OfLabels(torch.Tensor output, TrainingBatch batch, double temperature)
    {
        var labels = batch.Labels ?? throw new ArgumentException("Training without a teacher needs labels.");
        var classes = Array.ConvertAll(labels.ToDoubles(), label => label < 0 ? Ignored : (long)label);
        long[] labelled = [.. Enumerable.Range(0, classes.Length).Where(i => classes[i] != Ignored)];
        if (labelled.Length == 0)
        {
            return null;
        }

        var rows = output.reshape(-1, output.shape[^1]);
        var loss = functional.cross_entropy(Logits(rows), torch.tensor(classes, device: output.device));
        if (batch.Scores is not { } scores)
        {
            return loss;
        }

        using var numbers = new KeptScalars();
        var positions = torch.tensor(labelled, device: output.device);
        var original = TensorData.ToTensor(scores, output.device).reshape(-1, output.shape[^1]);
        return loss.add(
            Divergence(rows.index_select(0, positions), original.index_select(0, positions), temperature),
            numbers[1]);
    }

    /// <summary>A loss whose gradient shows on which weights an output depends, without labels.</summary>
    /// <param name="output">The output, with its gradients.</param>
    /// <param name="comparesClasses">
    /// Whether it is scores of classes: the loss is the cross-entropy of the most probable ones. Otherwise it is the mean over the examples
    /// of the sum of all outputs, each with a sign by chance.
    /// </param>
    /// <returns>A scalar.</returns>
    public static torch.Tensor OfItself(torch.Tensor output, bool comparesClasses)
    {
        if (comparesClasses)
        {
            var scores = Logits(output).reshape(-1, output.shape[^1]);
            return functional.cross_entropy(scores, scores.argmax(-1));
        }

        using var numbers = new KeptScalars();
        return output.mul(torch.randint_like(output, 0, 2).mul(numbers[2]).sub(numbers[1])).sum().div(numbers[output.shape[0]]);
    }

    /// <summary>The distance from the teacher: that of the outputs, plus the weighted mean of those of the boundaries.</summary>
    /// <param name="student">The student's output, then its boundaries.</param>
    /// <param name="teacher">The same of the teacher, without gradients.</param>
    /// <param name="task">Whether the output is class scores, the temperature, and the weight of the boundaries.</param>
    /// <returns>A scalar.</returns>
    public static torch.Tensor OfTeacher(torch.Tensor[] student, torch.Tensor[] teacher, TrainingTask task)
    {
        if (student.Length != teacher.Length || student.Length == 0)
        {
            throw new ArgumentException(
                $"The student returns {student.Length} tensors and the teacher {teacher.Length}; "
                + "expected an output and equally many boundaries from both.");
        }

        var output = task.ComparesClasses
            ? Divergence(student[0], teacher[0], task.Temperature)
            : RelativeError(student[0], teacher[0]);
        torch.Tensor[] boundaries =
        [
            .. student.Zip(teacher).Skip(1)
                .Where(pair => IsFloat(pair.First))
                .Select(pair => RelativeError(pair.First, pair.Second)),
        ];
        using var numbers = new KeptScalars();
        return boundaries.Length == 0
            ? output
            : output.add(boundaries.Aggregate((sum, next) => sum.add(next, numbers[1])), numbers[task.BoundaryWeight / boundaries.Length]);
    }

    /// <summary>Whether a tensor's element type supports gradients.</summary>
    public static bool IsFloat(torch.Tensor tensor) =>
        tensor.dtype is torch.ScalarType.Float32 or torch.ScalarType.Float64 or torch.ScalarType.Float16 or torch.ScalarType.BFloat16;

    private static torch.Tensor Divergence(torch.Tensor student, torch.Tensor teacher, double temperature)
    {
        using var numbers = new KeptScalars();
        return functional.kl_div(
                Logits(student).div(numbers[temperature]).log_softmax(-1),
                Logits(teacher).div(numbers[temperature]).log_softmax(-1),
                log_target: true,
                Reduction.Sum)
            .div(numbers[student.numel() / student.shape[^1]])
            .mul(numbers[temperature * temperature]);
    }

    private static torch.Tensor RelativeError(torch.Tensor student, torch.Tensor teacher)
    {
        using var numbers = new KeptScalars();
        return student.sub(teacher).pow(numbers[2]).sum().div(teacher.pow(numbers[2]).sum().clamp(min: numbers[Least]));
    }

    /// <summary>
    /// The logits of scores. Probabilities (of a model that ends in a softmax) become their logarithms, because a second softmax would
    /// flatten them.
    /// </summary>
    private static torch.Tensor Logits(torch.Tensor scores)
    {
        using var numbers = new KeptScalars();
        bool areProbabilities;
        using (torch.no_grad())
        {
            areProbabilities = TensorData.Number(scores.min()) >= 0
                && TensorData.Number(scores.sum(-1).sub(numbers[1]).abs().max()) <= SumTolerance;
        }

        return areProbabilities ? scores.clamp(min: numbers[Least]).log() : scores;
    }
}
