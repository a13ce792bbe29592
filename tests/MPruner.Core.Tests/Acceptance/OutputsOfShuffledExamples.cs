using System.Collections.Immutable;
using MPruner.Core.Acceptance;
using MPruner.Core.Examples;
using MPruner.Core.Formats;
using MPruner.Core.Ports;
using MPruner.Core.Tests.Pipeline;

namespace MPruner.Core.Tests.Acceptance;

public sealed class OutputsOfShuffledExamples
{
    private static readonly ModelSignature Signature = new([new("x", "x: Tensor", TakesTensor: true, HasDefault: false)], 0);

    [Fact]
    public void AreThoseOfTheExamplesAndComputedOnce()
    {
        using var model = new Model(batch => [.. batch.SelectMany(x => new[] { x, -x })]);
        var training = Shuffled(model, 150);

        for (var epoch = 1; epoch <= 2; epoch++)
        {
            Assert.All(Enumerable.Range(0, training.BatchesPerEpoch), batch => HasItsOwnScores(training.Read(epoch, batch)));
        }

        Assert.Equal([64, 64, 22], model.Batches);
    }

    [Fact]
    public void AreComputedForEachBatchWhereTheyAreTooMany()
    {
        using var model = new Model(batch => [.. batch.SelectMany(x => new float[4_000_000 / 64].Prepend(-x).Prepend(x))]);
        var training = Shuffled(model, 400);

        HasItsOwnScores(training.Read(1, 0));
        HasItsOwnScores(training.Read(1, 1));

        Assert.Equal([64, 16, 16], model.Batches);
    }

    /// <summary>The first batch, which tells how large the outputs are, is not computed again with each of the others.</summary>
    [Fact]
    public void AreComputedForEachBatchAloneWhereOneIsTooLarge()
    {
        using var model = new Model(batch => [.. batch.SelectMany(x => new float[300_000].Prepend(-x).Prepend(x))]);
        var training = Shuffled(model, 64);

        HasItsOwnScores(training.Read(1, 0));
        HasItsOwnScores(training.Read(1, 1));

        Assert.Equal([64, 16, 16], model.Batches);
    }

    [Fact]
    public void AreComputedForEachBatchWhereTheirLengthDependsOnIt()
    {
        using var model = new Model(batch => [.. batch.SelectMany(x => new float[batch.Count == 22 ? 1 : 3].Prepend(-x).Prepend(x))]);
        var training = Shuffled(model, 150);

        Assert.All(Enumerable.Range(0, training.BatchesPerEpoch), batch => HasItsOwnScores(training.Read(1, batch)));
        Assert.Contains(16, model.Batches);
    }

    private static ShuffledExamples Shuffled(Model model, int count)
    {
        var examples = BoundExamples.Bind(Numbers.From(1, count), Signature);
        return new(examples, 16, 0) { Scores = new OriginalOutputs(model, examples).Of };
    }

    private static void HasItsOwnScores(TrainingBatch batch)
    {
        var scores = batch.Scores!.ToDoubles().Chunk((int)batch.Scores.Shape[1]);
        Assert.Equal(batch.Inputs[0].ToDoubles().Select(x => (x, -x)), scores.Select(row => (row[0], row[1])));
    }

    /// <summary>A model that computes without an engine.</summary>
    /// <param name="compute">Maps a batch of numbers to its rows.</param>
    private sealed class Model(Func<IReadOnlyList<float>, float[]> compute) : IRunningModel
    {
        public List<int> Batches { get; } = [];

        public ImmutableArray<NumericArray> Run(IReadOnlyList<NumericArray> inputs)
        {
            float[] batch = [.. inputs[0].ToDoubles().Select(x => (float)x)];
            Batches.Add(batch.Length);
            var rows = compute(batch);
            return [NumericArray.Of(rows, batch.Length, rows.Length / batch.Length)];
        }

        public void Dispose()
        {
        }
    }
}
