using MPruner.Core.Ports;
using MPruner.ScriptModels.Ports;
using TorchSharp;

namespace MPruner.Torch.Tests;

/// <summary>Laws of the loss. Other tests check that training with it equals Python's.</summary>
public sealed class TheLoss : IDisposable
{
    private readonly DisposeScope scope = torch.NewDisposeScope();

    public void Dispose() => scope.Dispose();

    [Fact]
    public void OfAStudentThatEqualsItsTeacherIsZero()
    {
        var outputs = Tensors([0.5f, -1, 2, 0, 1, 3], [2, 3]);

        Assert.Equal(0, Value(TrainingLoss.OfTeacher(outputs, outputs, Task(3, 1))), 1e-6);
    }

    [Fact]
    public void IsInvariantUnderAShiftOfTheScores() => Assert.Equal(
        0,
        Value(TrainingLoss.OfTeacher(Tensors([1.5f, 0, 3, 1, 2, 4], [2, 3]), Tensors([0.5f, -1, 2, 0, 1, 3], [2, 3]), Task(3, 1))),
        1e-6);

    [Fact]
    public void IsTheSameForProbabilitiesAsForTheirScores()
    {
        var (student, teacher) = (Tensors([0.5f, -1, 2, 0, 1, 3], [2, 3]), Tensors([1f, 1, 0, -2, 1, 0], [2, 3]));

        Assert.Equal(
            Value(TrainingLoss.OfTeacher(student, teacher, Task(2, 1))),
            Value(TrainingLoss.OfTeacher([student[0].softmax(1)], [teacher[0].softmax(1)], Task(2, 1))),
            1e-5);
    }

    [Fact]
    public void OfAnOutputWithoutScoresIsTheRelativeSquaredError() =>
        Assert.Equal(0.25, Value(TrainingLoss.OfTeacher(Tensors([3f, 0], [2, 1]), Tensors([2f, 0], [2, 1]), Numbers(1))), 1e-7);

    [Fact]
    public void WeighsTheMeanOfTheBoundaries()
    {
        torch.Tensor[] student = [.. Tensors([2f, 0], [2, 1]), .. Tensors([3f], [1]), .. Tensors([2f], [1])];
        torch.Tensor[] teacher = [.. Tensors([2f, 0], [2, 1]), .. Tensors([2f], [1]), .. Tensors([2f], [1])];

        Assert.Equal(4 * (0.25 + 0) / 2, Value(TrainingLoss.OfTeacher(student, teacher, Numbers(4))), 1e-7);
    }

    [Fact]
    public void IgnoresNegativeLabels() => Assert.Equal(
        Value(OfLabels([0.5f, -1, 2], [2], null)!),
        Value(OfLabels([0.5f, -1, 2, 9, 9, 1], [2, -1], null)!),
        1e-7);

    [Fact]
    public void OfScoresIsTakenAtTheLabelledPositions() => Assert.Equal(
        Value(OfLabels([0.5f, -1, 2], [2], [1, 0, 0])!),
        Value(OfLabels([0.5f, -1, 2, 9, 9, 1], [2, -1], [1, 0, 0, -5, 3, 7])!),
        1e-6);

    [Fact]
    public void OfLabelsIsAddedToThatOfTheOriginalsScores() => Assert.Equal(
        Value(OfLabels([0.5f, -1, 2], [2], null)!)
            + Value(TrainingLoss.OfTeacher(Tensors([0.5f, -1, 2], [1, 3]), Tensors([1f, 0, 0], [1, 3]), Task(2, 1))),
        Value(OfLabels([0.5f, -1, 2], [2], [1, 0, 0])!),
        1e-6);

    [Fact]
    public void IsNullIfAllLabelsAreIgnored() =>
        Assert.Null(OfLabels([0.5f, -1, 2], [-100], [1, 0, 0]));

    [Fact]
    public void IsRefusedWhereBoundariesHaveNoCounterpart()
    {
        var outputs = Tensors([2f, 0], [2, 1]);

        Assert.Throws<ArgumentException>(() => TrainingLoss.OfTeacher(outputs, [.. outputs, .. outputs], Task(2, 1)));
    }

    [Fact]
    public void OfSeveralPositionsIsTheirMean() => Assert.Equal(
        Value(TrainingLoss.OfTeacher(Tensors([0.5f, -1, 2, 0, 1, 3], [2, 3]), Tensors([1f, 1, 0, -2, 1, 0], [2, 3]), Task(2, 1))),
        Value(TrainingLoss.OfTeacher(Tensors([0.5f, -1, 2, 0, 1, 3], [1, 2, 3]), Tensors([1f, 1, 0, -2, 1, 0], [1, 2, 3]), Task(2, 1))),
        1e-7);

    private static torch.Tensor? OfLabels(float[] output, long[] labels, float[]? scores)
    {
        var batch = new TrainingBatch([], NumericArray.Of(labels, labels.Length))
        {
            Scores = scores is null ? null : NumericArray.Of(scores, labels.Length, 3),
        };
        return TrainingLoss.OfLabels(Tensors(output, [labels.Length, 3])[0], batch, 2);
    }

    private static TrainingTask Numbers(double boundaryWeight) => Task(2, boundaryWeight) with { ComparesClasses = false };

    private static TrainingTask Task(double temperature, double boundaryWeight) => new()
    {
        Student = default,
        Examples = null!,
        Epochs = 1,
        Drop = _ => 0,
        ComparesClasses = true,
        Temperature = temperature,
        BoundaryWeight = boundaryWeight,
    };

    private static torch.Tensor[] Tensors(float[] values, long[] shape) => [torch.tensor(values, shape)];

    private static double Value(torch.Tensor loss) => loss.item<float>();
}
