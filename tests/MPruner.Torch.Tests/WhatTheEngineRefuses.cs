using MPruner.Core;
using MPruner.Core.Formats;
using MPruner.Core.Ports;

namespace MPruner.Torch.Tests;

/// <summary>
/// Each case is one coded error of one line, without a native stack, and the process continues. If code refers to an operator or a value
/// that does not exist, it does not; the tool's tests check that in a child process.
/// </summary>
public sealed class WhatTheEngineRefuses(TorchScriptModels models)
{
    private static readonly NumericArray Input = NumericArray.Of([0f, 1, 2], 1, 3);

    [Fact]
    public void Garbage() => Refused("MPR3003", () => Load([1, 2, 3]), "cannot load the model");

    [Fact]
    public void ATruncatedFile() => Refused("MPR3003", () => Load(models["returns.pt"][..^700]), "cannot load the model");

    [Fact]
    public void AStateDictionary() => Refused("MPR3003", () => Load(models["state_dict.pt"]), "cannot load the model");

    [Fact]
    public void AWrongShape() => Refused(
        "MPR3006",
        () => Call("forward", NumericArray.Of([1f, 2], 1, 2)),
        "forward(argument 0: float32[1, 2])",
        "shapes cannot be multiplied");

    [Fact]
    public void AWrongElementType() =>
        Refused("MPR3006", () => Call("forward", NumericArray.Of([1L, 2, 3], 1, 3)), "argument 0: int64[1, 3]");

    [Fact]
    public void TooFewArguments() => Refused("MPR3006", () => Call("forward"), "forward()", "missing value for argument 'x'");

    [Fact]
    public void TooManyArguments() => Refused("MPR3006", () => Call("forward", Input, Input), "argument 1: float32[1, 3]");

    [Fact]
    public void AnUnknownMethod() => Refused("MPR3006", () => Call("backward", Input), "backward");

    [Fact]
    public void ADictionaryAsResult() => Refused("MPR3005", () => Call("named", Input), "named returned something other than tensors");

    [Theory]
    [InlineData("gpu")]
    [InlineData("cpu:x")]
    [InlineData("xla")]
    public void AnUnknownDevice(string device) =>
        Refused("MPR3002", () => new TorchEngine().Load(models["returns.pt"], new SessionOptions(1, device)).Dispose(), $"'{device}'");

    private static void Refused(string code, Action action, params string[] parts)
    {
        var failure = Assert.ThrowsAny<PrunerException>(action);
        Assert.Equal(code, failure.Code);
        Assert.All(parts, part => Assert.Contains(part, failure.Message, StringComparison.Ordinal));
        Assert.DoesNotContain('\n', failure.Message);
        Assert.DoesNotContain("frame #", failure.Message, StringComparison.Ordinal);
    }

    private static void Load(byte[] archive) => new TorchEngine().Load(archive, new SessionOptions()).Dispose();

    private void Call(string method, params NumericArray[] inputs)
    {
        using var session = new TorchEngine().Load(models["returns.pt"], new SessionOptions());
        session.Invoke(method, inputs);
    }
}
