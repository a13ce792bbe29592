using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace TorchSharp.Tests;

public sealed class RecordingGradients : IDisposable
{
    private readonly DisposeScope _scope = NewDisposeScope();
    private readonly Tensor _x = tensor([1f, 2f], requires_grad: true);

    public void Dispose() => _scope.Dispose();

    [Fact]
    public void BackwardGathersTheGradient()
    {
        (_x * _x).sum().backward();
        Assert.Equal([2f, 4f], _x.grad!.data<float>().ToArray());
        (_x * 3).sum().backward();
        Assert.Equal([5f, 7f], _x.grad!.data<float>().ToArray());
    }

    [Fact]
    public void AGradientCanBeSetAndForgotten()
    {
        Assert.Null(_x.grad);
        _x.grad = tensor([7f, 8f]);
        Assert.Equal([7f, 8f], _x.grad!.data<float>().ToArray());
        _x.grad = null;
        Assert.Null(_x.grad);
    }

    [Fact]
    public void LeavesAndResultsAreToldApart()
    {
        var y = _x * 2;
        Assert.Equal((true, true), (_x.requires_grad, _x.is_leaf));
        Assert.Equal((true, false), (y.requires_grad, y.is_leaf));
        Assert.False(y.detach().requires_grad);
    }

    [Fact]
    public void TheNeedForAGradientCanBeChanged()
    {
        _x.requires_grad = false;
        Assert.False((_x * 2).requires_grad);
        Assert.True(_x.requires_grad_().requires_grad);
    }

    [Fact]
    public void NothingIsRecordedUnderNoGrad()
    {
        using (no_grad())
        {
            Assert.False(is_grad_enabled());
            Assert.False((_x * 2).requires_grad);
            using (enable_grad())
            {
                Assert.True((_x * 2).requires_grad);
            }

            using (set_grad_enabled())
            {
                Assert.True(is_grad_enabled());
            }

            Assert.False(is_grad_enabled());
        }

        Assert.True(is_grad_enabled());
    }

    [Fact]
    public void NothingIsRecordedInInferenceMode()
    {
        using (inference_mode())
        {
            Assert.True(is_inference_mode_enabled());
            Assert.False((_x * 2).requires_grad);
        }

        Assert.False(is_inference_mode_enabled());
        Assert.True((_x * 2).requires_grad);
    }

    [Fact]
    public void BackwardFromAVectorIsRefused() =>
        Assert.Contains("scalar outputs", Assert.Throws<ExternalException>(() => (_x * 2).backward()).Message, StringComparison.Ordinal);
}
