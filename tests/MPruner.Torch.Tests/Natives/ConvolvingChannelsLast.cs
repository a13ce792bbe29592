using MPruner.Core.Formats;
using MPruner.Core.Ports;
using MPruner.Torch.Natives;
using TorchSharp;

namespace MPruner.Torch.Tests.Natives;

/// <summary>On every processor, also where the tool does not choose this layout.</summary>
public sealed class ConvolvingChannelsLast : IDisposable
{
    private readonly StartedEngine _engine = StartedEngine.Current!;
    private readonly TorchScriptModels _models;
    private readonly LoadedModule _module;
    private readonly ChannelsLast _calls;

    public ConvolvingChannelsLast(TorchScriptModels models)
    {
        ArgumentNullException.ThrowIfNull(models);
        _models = models;
        _module = Load();
        _module.Script.eval();
        _calls = new ChannelsLast(_module.Script, _engine.Context!, () => Load().Script);
    }

    /// <summary>Whether oneDNN ran the last call: the weights lie channels last.</summary>
    private bool Works => !_module.Script.parameters().First(parameter => parameter.dim() == 4).is_contiguous();

    public void Dispose()
    {
        _module.Dispose();
        _ = _engine.Context!.TrySwitchOneDnn(on: _engine.Convolutions == ConvolutionState.OneDnn);
    }

    [Fact]
    public void MatchesPython()
    {
        for (var call = 0; call < 2; call++)
        {
            Near.Equal(_models.Recorded("convolved"), Call("forward"), 1e-5);
            Assert.True(Works);
        }
    }

    [Fact]
    public void GivesAMethodThatViewsAsRowMajorTheLayoutOfTheFile()
    {
        Call("forward");
        Assert.True(Works);

        Near.Equal(_models.Recorded("convolved"), Call("viewed"), 1e-5);
        Assert.False(Works);
        Near.Equal(_models.Recorded("convolved"), Call("forward"), 1e-5);
        Assert.True(Works);
    }

    [Fact]
    public void CallsAModuleThatCountsOnceForEachCall()
    {
        for (var calls = 1; calls < 3; calls++)
        {
            Assert.Equal(calls, Call("counted").ToDoubles()[0] - _models.Recorded("convolved")[0], 1e-5);
            Assert.True(Works);
        }
    }

    [Fact]
    public void DoesNotTrustAMethodThatGivesOtherNumbers()
    {
        Call("forward");
        Call("drawn");

        Assert.False(Works);
    }

    [Fact]
    public void DoesNotTrustAMethodThatReturnsNothing()
    {
        Call("forward");
        _calls.Invoke("summed", [torch.zeros(2, 3, 4, 5)]);

        Assert.False(Works);
    }

    private LoadedModule Load() => LoadedModule.Load(_models["convolves.pt"], new SessionOptions(Threads: 1));

    private NumericArray Call(string method)
    {
        using var scope = torch.NewDisposeScope();
        using var inference = torch.inference_mode();
        var images = torch.linspace(-1, 1, 2 * 3 * 4 * 5).reshape(2, 3, 4, 5);
        return TensorData.ToArray((torch.Tensor)_calls.Invoke(method, [images])!);
    }
}
