using MPruner.Core.Ports;
using MPruner.ScriptModels.Ports;
using TorchSharp;

namespace MPruner.Torch.Tests;

public sealed class TheEndOfTraining(TorchScriptModels files)
{
    [Fact]
    public void ReturnsTheValuesOfTheBestEpoch()
    {
        var drops = new Queue<double>([0.3, 0.2, 0.1, 0.15]);
        var outcome = Train("cnn.pt", _ => drops.Dequeue());

        Assert.Equal((2, 0.1), (outcome.BestEpoch, outcome.Drop));
        Assert.Equal([0.3, 0.2, 0.1, 0.15], outcome.History.Select(epoch => epoch.Drop));
        Assert.All(outcome.Tensors, tensor =>
            Near.Equal(files.Recorded("runs", "finetune two epochs", "changed", tensor.Name), tensor.Array, TrainingAModel.Tolerance));
        Assert.NotEmpty(outcome.Tensors);
    }

    [Fact]
    public void ReturnsNothingIfTheUntrainedModelIsBest()
    {
        var drops = new Queue<double>([0.1, 0.1, 0.2, 0.3]);
        var outcome = Train("cnn.pt", _ => drops.Dequeue());

        Assert.Equal((0, 0.1), (outcome.BestEpoch, outcome.Drop));
        Assert.Empty(outcome.Tensors);
    }

    [Fact]
    public void ComesWhenPatienceIsOver()
    {
        var drops = new Queue<double>([0.5, 0.4, 0.4, 0.1]);
        var outcome = Train("cnn.pt", _ => drops.Dequeue(), task => task with { Patience = 1 });

        Assert.Equal((1, 3), (outcome.BestEpoch, outcome.History.Length));
    }

    [Fact]
    public void PrefersAnyNumberToNaN()
    {
        var drops = new Queue<double>([double.NaN, double.NaN, 0.4, double.NaN]);
        var outcome = Train("cnn.pt", _ => drops.Dequeue());

        Assert.Equal((2, 0.4), (outcome.BestEpoch, outcome.Drop));
    }

    [Fact]
    public void ComesWithALossThatIsNotFiniteAndKeepsTheBestBefore()
    {
        var measured = 0;
        var outcome = Train("exploding.pt", _ => 1.0 / ++measured);

        Assert.True(outcome.Diverged);
        Assert.Equal(1, outcome.BestEpoch);
        Assert.Equal(["head.weight", "head.bias"], outcome.Tensors.Select(tensor => tensor.Name));
        Assert.All(outcome.Tensors, tensor => Assert.All(tensor.Array.ToDoubles(), value => Assert.True(double.IsFinite(value))));
    }

    [Fact]
    public void ComesAtOnceWhenCancelled()
    {
        using var cancel = new CancellationTokenSource();
        var lastRead = (0, 0);
        var data = TrainingData.Images(files, (epoch, batch) =>
        {
            lastRead = (epoch, batch);
            if ((epoch, batch) == (2, 1))
            {
                cancel.Cancel();
            }
        });
        var task = Task("cnn.pt", _ => 0) with { Examples = data };
        using var scope = torch.NewDisposeScope();

        Assert.Throws<OperationCanceledException>(() => new TorchTrainer().Train(task, new ProgressLog(), cancel.Token));
        Assert.Equal((2, 1), lastRead);
        Assert.Equal(0, scope.DisposablesCount);
        Assert.True(torch.is_grad_enabled());
    }

    [Fact]
    public void AlsoComesInTheMiddleOfAMeasurement()
    {
        using var cancel = new CancellationTokenSource();
        var data = TrainingData.Images(files);

        Assert.Throws<OperationCanceledException>(() => new TorchTrainer().Train(Task("cnn.pt", Measure), new ProgressLog(), cancel.Token));

        double Measure(IModelSession session)
        {
            session.Invoke("forward", [data.HeldOut]);
            cancel.Cancel();
            session.Invoke("forward", [data.HeldOut]);
            return 0;
        }
    }

    [Fact]
    public void LeavesNoTensorBehind()
    {
        using var scope = torch.NewDisposeScope();
        Train("cnn.pt", _ => 0);

        Assert.Equal(0, scope.DisposablesCount);
    }

    private TrainingOutcome Train(string student, Func<IModelSession, double> drop, Func<TrainingTask, TrainingTask>? change = null)
    {
        var task = Task(student, drop);
        return new TorchTrainer().Train(change?.Invoke(task) ?? task, new ProgressLog(), TestContext.Current.CancellationToken);
    }

    private TrainingTask Task(string student, Func<IModelSession, double> drop) => new()
    {
        Student = files[student],
        Examples = TrainingData.Images(files),
        Epochs = 3,
        LearningRate = 0.02,
        WeightDecay = 0.05,
        WarmUp = 0.2,
        ClipNorm = 0.5,
        Drop = drop,
        Seed = 7,
    };
}
