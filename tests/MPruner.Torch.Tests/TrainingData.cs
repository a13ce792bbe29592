using MPruner.Core;
using MPruner.Core.Ports;

namespace MPruner.Torch.Tests;

/// <summary>The batches of training.py: four of sixteen examples each. Every epoch starts at another batch.</summary>
internal sealed record TrainingData : ITrainingExamples
{
    private const int Size = 16;
    private readonly (NumericArray Inputs, NumericArray Labels) all;

    private TrainingData(NumericArray inputs, NumericArray labels) => all = (inputs, labels);

    public int BatchesPerEpoch => 4;

    /// <summary>The original's scores for all examples; null if they are not learnt.</summary>
    public NumericArray? Scores { get; init; }

    /// <summary>Is called with the epoch and the batch of each reading.</summary>
    public Action<int, int> OnRead { get; init; } = (_, _) => { };

    public static TrainingData Images(TorchScriptModels files, Action<int, int>? onRead = null) =>
        new(files.Floats("images", 64, 1, 8, 8), files.Integers("labels", 64)) { OnRead = onRead ?? ((_, _) => { }) };

    public static TrainingData Tokens(TorchScriptModels files) =>
        new(files.Integers("tokens", 64, 6), files.Integers("tags", 64, 6));

    /// <summary>The examples on which training.py measures.</summary>
    public NumericArray HeldOut => Rows(all.Inputs, 0);

    public TrainingBatch Read(int epoch, int batch)
    {
        OnRead(epoch, batch);
        var first = (epoch + batch) % BatchesPerEpoch * Size;
        return new([Rows(all.Inputs, first)], Rows(all.Labels, first)) { Scores = Scores is null ? null : Rows(Scores, first) };
    }

    private static NumericArray Rows(NumericArray array, int first)
    {
        var row = array.Data.Length / (int)array.Shape[0];
        return new(array.Type, array.Shape.SetItem(0, Size), array.Data.Slice(first * row, Size * row));
    }
}

/// <summary>Keeps the reported progress for the test.</summary>
internal sealed class ProgressLog : IProgressSink
{
    public List<string> Lines { get; } = [];

    public void Report(string stage, int done, int total) => Lines.Add($"{stage} {done}/{total}");

    public void Warn(Diagnostic diagnostic) => Lines.Add(diagnostic.Code);
}
