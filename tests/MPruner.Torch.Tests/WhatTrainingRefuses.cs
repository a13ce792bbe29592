using MPruner.Core;

namespace MPruner.Torch.Tests;

/// <summary>Each case is one coded error of one line that names an alternative.</summary>
public sealed class WhatTrainingRefuses(TorchScriptModels files)
{
    [Fact]
    public void HalfPrecision() => Refused("MPR3007", "half.pt", "head.weight is Float16");

    [Fact]
    public void AnOverwrittenValueThatAutogradNeeds() =>
        Refused("MPR3008", "refused.pt", "Training, step 1 of 4, failed in the engine", "modified by an inplace operation");

    [Fact]
    public void AnOutputWithoutGradients() => Refused("MPR3008", "nothing.pt", "does not require grad");

    [Fact]
    public void AnUnknownParameter() => Assert.Throws<ArgumentException>(() => Train("cnn.pt", ["head.wait"]));

    private void Refused(string code, string student, params string[] parts)
    {
        var failure = Assert.ThrowsAny<PrunerException>(() => Train(student, null));
        Assert.Equal(code, failure.Code);
        Assert.All([.. parts, "Recovery=\"Linear\""], part => Assert.Contains(part, failure.Message, StringComparison.Ordinal));
        Assert.DoesNotContain('\n', failure.Message);
    }

    private void Train(string student, string[]? trained) => new TorchTrainer().Train(
        new()
        {
            Student = files[student],
            Examples = TrainingData.Images(files),
            Epochs = 1,
            Trained = trained is null ? null : [.. trained],
            Drop = _ => 0,
        },
        new ProgressLog(),
        TestContext.Current.CancellationToken);
}
