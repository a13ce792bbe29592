using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace TorchSharp.Tests;

/// <summary>Results have the .NET types that TorchSharp gives them.</summary>
public sealed class CallingAScriptModule : IDisposable
{
    private readonly DisposeScope _scope;
    private readonly jit.ScriptModule _module;
    private readonly Tensor _x;

    public CallingAScriptModule(PythonReference python)
    {
        ArgumentNullException.ThrowIfNull(python);
        _scope = NewDisposeScope();
        _module = jit.load(python["returns.pt"]);
        _x = tensor([1f, 2f]);
    }

    public void Dispose()
    {
        _module.Dispose();
        _scope.Dispose();
    }

    [Fact]
    public void ATensorIsATensor() => Equal([11f, 24f], _module.forward(_x, tensor([9f, 20f])));

    [Fact]
    public void CallIsForward() => Equal([11f, 24f], _module.call(_x, tensor([9f, 20f])));

    [Fact]
    public void ATupleOfOneIsItsElement() => Equal([1f, 2f], _module.invoke("single", _x));

    [Fact]
    public void APairIsAValueTuple()
    {
        var (first, second) = _module.invoke<(Tensor, Tensor)>("pair", _x);
        Equal([1f, 2f], first);
        Equal([2f, 3f], second);
    }

    [Fact]
    public void FiveAreAValueTuple() =>
        Equal([5f, 6f], _module.invoke<(Tensor, Tensor, Tensor, Tensor, Tensor)>("five", _x).Item5);

    [Fact]
    public void SixAreAnArray() => Equal([6f, 7f], _module.invoke<Tensor[]>("six", _x)[5]);

    [Fact]
    public void AListIsAnArray() => Equal([2f, 3f], _module.invoke<Tensor[]>("tensors", _x)[1]);

    [Fact]
    public void ANestedListIsAnArrayInsideATupleOfObjects()
    {
        var (first, rest) = _module.invoke<(object, object)>("nested", _x);
        Equal([1f, 2f], first);
        Equal([3f, 4f], Assert.IsType<Tensor[]>(rest)[1]);
    }

    [Fact]
    public void ATupleOfDifferentKindsIsATupleOfObjects()
    {
        var (first, number, none) = _module.invoke<(object, object, object)>("mixed", _x);
        Equal([1f, 2f], first);
        Assert.Equal(7, Assert.IsType<Scalar>(number).ToInt32());
        Assert.Null(none);
    }

    [Fact]
    public void NumbersAreScalars()
    {
        var (whole, real, truth) = _module.invoke<(Scalar, Scalar, Scalar)>("numbers", _x);
        Assert.Equal((3, 0.5, true), (whole.ToInt64(), real.ToDouble(), truth.ToBoolean()));
    }

    [Fact]
    public void NoneIsNull() => Assert.Null(_module.invoke("nothing", _x));

    [Theory]
    [InlineData("named")]
    [InlineData("text")]
    public void WhatTorchSharpCannotReturnIsRefused(string method)
    {
        var failure = Assert.Throws<NotImplementedException>(() => _module.invoke(method, _x));
        Assert.Contains(method, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ArgumentsOfEveryKindArrive() =>
        Equal([-13.5f, -16.5f], _module.invoke("arguments", _x, new Tensor[] { _x, tensor([10f, 10f]) }, 2, 0.5, true, null));

    [Fact]
    public void AnArgumentThatTorchSharpCannotPassIsRefused() =>
        Assert.Throws<NotImplementedException>(() => _module.invoke("pair", "text"));

    [Fact]
    public void ForwardsArgumentsAreCounted() => Assert.Equal(2, _module.GetNumberOfInputs());

    [Fact]
    public void ParametersAndBuffersHaveTheirNames()
    {
        Assert.Equal(["scale"], _module.named_parameters().Select(named => named.name));
        Assert.Equal(2f, Assert.Single(_module.parameters()).item<float>());
        Assert.Equal(["offset"], _module.named_buffers().Select(named => named.name));
        Equal([1f, 2f], Assert.Single(_module.buffers()));
    }

    [Fact]
    public void TrainingIsSwitched()
    {
        _module.eval();
        Assert.False(_module.training);
        _module.train();
        Assert.True(_module.training);
    }

    [Fact]
    public void ZeroGradForgetsOrZeroes()
    {
        var scale = _module.parameters().Single();
        ((Tensor)_module.forward(_x, _x)!).sum().backward();
        Assert.Equal(3f, scale.grad!.item<float>());
        _module.zero_grad(set_to_none: false);
        Assert.Equal(0f, scale.grad!.item<float>());
        _module.zero_grad();
        Assert.Null(scale.grad);
    }

    [Fact]
    public void AMethodThatRaisesSaysWhat()
    {
        var failure = Assert.Throws<ExternalException>(() => _module.invoke("fails", _x));
        Assert.Contains("this method never succeeds", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AWrongNumberOfArgumentsIsRefused() =>
        Assert.Contains("missing value", Assert.Throws<ExternalException>(() => _module.forward(_x)).Message, StringComparison.Ordinal);

    [Fact]
    public void AnUnknownMethodIsRefused() =>
        Assert.Contains("nowhere", Assert.Throws<ExternalException>(() => _module.invoke("nowhere", _x)).Message, StringComparison.Ordinal);

    [Fact]
    public void ADisposedModuleIsRefused()
    {
        _module.Dispose();
        Assert.Throws<ObjectDisposedException>(() => _module.forward(_x, _x));
    }

    private static void Equal(float[] expected, object? actual) => Assert.Equal(expected, ((Tensor)actual!).data<float>().ToArray());
}
