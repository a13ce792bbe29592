using Microsoft.ML.OnnxRuntime;
using MPruner.Onnx;

namespace MPruner.OnnxRuntime.Tests;

/// <summary>Apps also ship what ONNX Runtime has made of a model: fused layer norms, activations and batch norms.</summary>
public sealed class ReadingOptimisedModels
{
    [Theory]
    [InlineData(GraphOptimizationLevel.ORT_ENABLE_BASIC)]
    [InlineData(GraphOptimizationLevel.ORT_ENABLE_EXTENDED)]
    public void MiniLmHasTheSameBlocks(GraphOptimizationLevel level)
    {
        var blocks = OnnxFile.Open(Optimised(RealOnnxModels.MiniLm, level), null).Blocks;

        Assert.Equal(Enumerable.Range(0, 6).Select(i => $"encoder.layer.{i}"), blocks.Select(block => block.Path));
        Assert.All(blocks, block => Assert.Equal(1_774_464, block.Parameters));
    }

    [Theory]
    [InlineData(GraphOptimizationLevel.ORT_ENABLE_BASIC)]
    [InlineData(GraphOptimizationLevel.ORT_ENABLE_EXTENDED)]
    public void ResNetHasTheSameBlocks(GraphOptimizationLevel level)
    {
        var original = OnnxFile.Open(RealOnnxModels.ResNet18, null).Blocks;
        var blocks = OnnxFile.Open(Optimised(RealOnnxModels.ResNet18, level), null).Blocks;

        Assert.Equal(original.Select(block => (block.Path, block.Removable)), blocks.Select(block => (block.Path, block.Removable)));
    }

    private static byte[] Optimised(byte[] model, GraphOptimizationLevel level)
    {
        _ = Engine.Started;
        var path = Path.GetTempFileName();
        try
        {
            using var options = new SessionOptions { GraphOptimizationLevel = level, OptimizedModelFilePath = path };
            options.LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL;
            new InferenceSession(model, options).Dispose();
            return File.ReadAllBytes(path);
        }
        finally
        {
            File.Delete(path);
        }
    }
}
