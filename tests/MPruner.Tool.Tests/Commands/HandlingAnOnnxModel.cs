using MPruner.Tool.Commands;

namespace MPruner.Tool.Tests.Commands;

public sealed class HandlingAnOnnxModel : IDisposable
{
    private readonly ToolSandbox sandbox = new();

    public void Dispose() => sandbox.Dispose();

    [Fact]
    public void InspectShowsItsBlocksWithoutAnEngine()
    {
        Assert.Equal(0, Run("inspect", "bert", "--json"));

        var text = sandbox.Out.ToString();
        Assert.Contains("\"path\": \"encoder.layer.3\"", text, StringComparison.Ordinal);
        Assert.Contains("ids: int64[batch, 6]", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--recovery", "distill", "MPR2403")]
    [InlineData("--recovery", "linear;finetune", "MPR2403")]
    [InlineData("--storage", "int8", "MPR2332")]
    public void WhatItDoesNotHaveIsRefusedBeforeTheEngineStarts(string option, string value, string code)
    {
        var data = sandbox.Folder.Write("data.npz", [1, 2, 3]);

        Assert.Equal(3, Run("prune", "bert", "--calibration", data, "--output", sandbox.Folder["pruned.onnx"], option, value));
        Assert.Contains($"error {code}: ", sandbox.Error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void AMissingOnnxRuntimeIsExitCodeFour()
    {
        var data = sandbox.Folder.Write("data.npz", [1, 2, 3]);
        var context = sandbox.Context with { StartOnnxEngine = () => throw new ToolException("MPR3014", "mpruner", "missing") };

        Assert.Equal(4, CommandTree.Run(["key", Model("bert"), "--calibration", data, "--cache-dir", sandbox.Folder["cache"]], context));
        Assert.Equal("mpruner : error MPR3014: missing\n", sandbox.Error.ToString());
    }

    private int Run(string command, string model, params string[] options) =>
        CommandTree.Run([command, Model(model), .. options], sandbox.Context);

    private static string Model(string name) => Path.Combine(Repository.Fixtures, "onnx", name + ".onnx");
}
