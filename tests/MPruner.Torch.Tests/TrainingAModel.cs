using MPruner.Core.Ports;
using MPruner.ScriptModels.Ports;

namespace MPruner.Torch.Tests;

/// <summary>Compares with Python's training of the same file on the same batches, whose results training.py recorded.</summary>
public sealed class TrainingAModel(TorchScriptModels files)
{
    /// <summary>The effect of float32 rounding after twelve steps of AdamW, which divides by the size of the gradient.</summary>
    public const double Tolerance = 1e-4;

    [Theory]
    [InlineData("finetune", "cnn.pt")]
    [InlineData("distill", "cnn.pt")]
    [InlineData("freeze", "cnn.pt")]
    [InlineData("finetune traced", "tagger.pt")]
    [InlineData("distill traced", "tagger.pt")]
    [InlineData("freeze traced", "tagger.pt")]
    [InlineData("finetune folded", "folded.pt")]
    [InlineData("finetune probabilities", "probabilities.pt")]
    [InlineData("finetune with scores", "cnn.pt")]
    [InlineData("finetune with scores traced", "tagger.pt")]
    public void MatchesPython(string run, string student)
    {
        var task = Task(run, student, FallingDrop(run));
        var outcome = new TorchTrainer().Train(task, new ProgressLog(), TestContext.Current.CancellationToken);

        Assert.Equal(3, outcome.BestEpoch);
        Assert.Equal(files.Names("runs", run, "changed"), outcome.Tensors.Select(tensor => tensor.Name).Order(StringComparer.Ordinal));
        Assert.All(outcome.Tensors, tensor => Near.Equal(files.Recorded("runs", run, "changed", tensor.Name), tensor.Array, Tolerance));
    }

    [Fact]
    public void IsReproducibleByteForByte()
    {
        var (first, second) = (Train("finetune", "cnn.pt"), Train("finetune", "cnn.pt"));

        Assert.Equal(first.History, second.History);
        Assert.Equal(Bytes(first), Bytes(second));

        static IEnumerable<byte> Bytes(TrainingOutcome outcome) => outcome.Tensors.SelectMany(tensor => tensor.Array.Data.ToArray());
    }

    [Fact]
    public void DrawsItsDropoutFromTheSeed() =>
        Assert.NotEqual(Train("finetune", "cnn.pt").History, Train("finetune", "cnn.pt", task => task with { Seed = 8 }).History);

    [Fact]
    public void ChangesNothingThatIsFrozen() => Assert.Equal(
        ["blocks.0.norm.weight", "head.bias", "head.weight"],
        Train("freeze", "cnn.pt").Tensors.Select(tensor => tensor.Name).Order(StringComparer.Ordinal));

    [Fact]
    public void ChangesASharedWeightOnceAndUnderBothNames()
    {
        var tensors = Train("finetune folded", "folded.pt").Tensors
            .ToDictionary(tensor => tensor.Name, tensor => tensor.Array.Data.ToArray());

        Assert.Equal(tensors["inner.weight"], tensors["outer.weight"]);
    }

    [Fact]
    public void TrainsAllParametersOfAFileInWhichNoneRequiresGradients() => Assert.Equal(
        Train("finetune folded", "folded.pt").Tensors.Select(tensor => tensor.Name),
        Train("finetune folded", "flagless.pt").Tensors.Select(tensor => tensor.Name));

    [Fact]
    public void CountsItsSteps()
    {
        var progress = new ProgressLog();
        new TorchTrainer().Train(Task("finetune", "cnn.pt", _ => 0), progress, TestContext.Current.CancellationToken);

        Assert.Equal(Enumerable.Range(1, 12).Select(step => $"Training {step}/12"), progress.Lines);
    }

    [Fact]
    public void ReportsEveryEpoch()
    {
        var history = Train("finetune", "cnn.pt").History;

        Assert.Equal([1, 0.5, 1 / 3.0, 0.25], history.Select(epoch => epoch.Drop));
        Assert.Null(history[0].Loss);
        Assert.True(history[3].Loss < history[1].Loss);
    }

    private TrainingOutcome Train(string run, string student, Func<TrainingTask, TrainingTask>? change = null)
    {
        var measured = 0;
        var task = Task(run, student, _ => 1.0 / ++measured);
        return new TorchTrainer().Train(change?.Invoke(task) ?? task, new ProgressLog(), TestContext.Current.CancellationToken);
    }

    private TrainingTask Task(string run, string student, Func<IModelSession, double> drop)
    {
        var teacher = student.Replace(".pt", "_teacher.pt", StringComparison.Ordinal);
        return new()
        {
            Student = files[student],
            Teacher = run.StartsWith("distill", StringComparison.Ordinal) ? files[teacher] : null,
            ComparesClasses = run == "distill",
            Method = run == "distill" ? "boundaries" : "forward",
            Examples = Data(run),
            Epochs = 3,
            LearningRate = 0.02,
            WeightDecay = 0.05,
            WarmUp = 0.2,
            ClipNorm = 0.5,
            Temperature = 3,
            BoundaryWeight = 0.5,
            Trained = run switch
            {
                "freeze" => ["head.weight", "head.bias", "blocks.0.norm.weight"],
                "freeze traced" => ["head.weight", "norm.bias"],
                _ => null,
            },
            Drop = drop,
            Seed = 7,
        };
    }

    /// <summary>A drop that falls from epoch to epoch. It also compares the session's outputs with Python's.</summary>
    private Func<IModelSession, double> FallingDrop(string run)
    {
        var epoch = 0;
        var outputs = files.Outputs(run);
        return session =>
        {
            var output = session.Invoke("forward", [Data(run).HeldOut])[0];
            Near.Equal(outputs[epoch], output, Tolerance);
            return 1.0 / ++epoch;
        };
    }

    private TrainingData Data(string run) => run switch
    {
        "finetune with scores" => TrainingData.Images(files) with { Scores = files.Floats("image scores", 64, 5) },
        "finetune with scores traced" => TrainingData.Tokens(files) with { Scores = files.Floats("token scores", 64, 6, 4) },
        _ when run.EndsWith("traced", StringComparison.Ordinal) => TrainingData.Tokens(files),
        _ => TrainingData.Images(files),
    };
}
