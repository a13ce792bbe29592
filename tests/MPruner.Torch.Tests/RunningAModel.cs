using MPruner.Core.Formats;
using MPruner.Core.Ports;
using MPruner.ScriptModels.Ports;

namespace MPruner.Torch.Tests;

public sealed class RunningAModel : IDisposable
{
    private static readonly NumericArray Input = NumericArray.Of([0f, 1, 2, 3, 4, 5], 2, 3);

    private readonly TorchScriptModels _models;
    private readonly IModelSession _session;

    public RunningAModel(TorchScriptModels models)
    {
        ArgumentNullException.ThrowIfNull(models);
        _models = models;
        _session = new TorchEngine().Load(models["returns.pt"], new SessionOptions());
    }

    public void Dispose() => _session.Dispose();

    [Fact]
    public void MatchesPythonInEvaluationMode()
    {
        var result = Assert.Single(_session.Invoke("forward", [Input]));
        Assert.Equal(ElementType.Float32, result.Type);
        Assert.Equal([2, 2], result.Shape);

        // Three products are added in float32.
        Near.Equal(_models.Recorded("forward"), result, 1e-6);
    }

    [Fact]
    public void FlattensTuplesAndListsAndIgnoresNumbers() =>
        Assert.Equal([0, 1, 2], _session.Invoke("nested", [Input]).Select(array => array.ToDoubles()[0]));

    [Fact]
    public void KeepsTheOrderOfALongTuple() =>
        Assert.Equal([0, 1, 2, 3, 4, 5], _session.Invoke("six", [Input]).Select(array => array.ToDoubles()[0]));

    [Fact]
    public void ReturnsRowMajorDataForATransposedView()
    {
        var result = Assert.Single(_session.Invoke("transposed", [Input]));
        Assert.Equal([3, 2], result.Shape);
        Assert.Equal([0, 3, 1, 4, 2, 5], result.ToDoubles());
    }

    [Fact]
    public void ShowsTheSameDataInPlaceAsInACopy()
    {
        var seen = new List<string>();
        _session.Invoke("transposed", [Input], results => seen.AddRange(results.Select(Text)));

        Assert.Equal(_session.Invoke("transposed", [Input]).Select(Text), seen);

        static string Text(NumericArray array) => $"{array.Describe()} {string.Join(' ', array.ToDoubles())}";
    }

    [Fact]
    public void InvalidatesDataThatWereShownInPlace()
    {
        NumericArray? kept = null;
        _session.Invoke("forward", [Input], results => kept = results[0]);

        Assert.Throws<ObjectDisposedException>(() => kept!.ToDoubles());
    }

    [Theory]
    [InlineData(ElementType.UInt8)]
    [InlineData(ElementType.Int8)]
    [InlineData(ElementType.Int16)]
    [InlineData(ElementType.Int32)]
    [InlineData(ElementType.Int64)]
    [InlineData(ElementType.Float16)]
    [InlineData(ElementType.Float32)]
    [InlineData(ElementType.Float64)]
    [InlineData(ElementType.Complex64)]
    [InlineData(ElementType.Complex128)]
    [InlineData(ElementType.Bool)]
    [InlineData(ElementType.BFloat16)]
    public void PassesEveryElementTypeThrough(ElementType type)
    {
        var bytes = new byte[3 * type.Size()];
        bytes[^1] = 1;
        var result = Assert.Single(_session.Invoke("same", [new(type, [3, 1], bytes)]));
        Assert.Equal(type, result.Type);
        Assert.Equal([3, 1], result.Shape);
        Assert.Equal(bytes, result.Data.ToArray());
    }

    [Fact]
    public void PassesAScalarThrough() => Assert.Empty(Assert.Single(_session.Invoke("same", [NumericArray.Of([5f])])).Shape);

    [Fact]
    public void ReturnsAnEmptyArray()
    {
        var result = Assert.Single(_session.Invoke("empty", [Input]));
        Assert.Equal([0, 3], result.Shape);
        Assert.True(result.Data.IsEmpty);
    }

    [Fact]
    public void RecordsNoGradients() => Assert.Equal([0], _session.Invoke("gradients", [Input])[0].ToDoubles());

    [Fact]
    public void NamesTheEngineAndItsVersion() => Assert.Matches(@"^libtorch \d+\.\d+\.\d+( without oneDNN)?$", new TorchEngine().Identity);

    [Fact]
    public void TakesAnArchiveThatIsPartOfALargerBuffer()
    {
        var model = _models["returns.pt"];
        using var session = new TorchEngine().Load(new ReadOnlyMemory<byte>([1, 2, .. model, 3], 2, model.Length), new SessionOptions());
        Assert.Single(session.Invoke("forward", [Input]));
    }
}
