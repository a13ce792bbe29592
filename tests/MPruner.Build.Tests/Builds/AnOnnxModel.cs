using MPruner.Build.Tests.Consuming;

namespace MPruner.Build.Tests.Builds;

/// <summary>An ONNX model in an app without TorchSharp and libtorch.</summary>
public sealed class AnOnnxModel(PackedPackage package)
{
    [Fact]
    public void IsPrunedAndEmbeddedLikeATorchScriptModel()
    {
        var consumer = new Consumer(package, $"""<ItemGroup><PruneModel Include="model.onnx" {Items.RemoveAnyway} /></ItemGroup>""");
        consumer.AddModel("model.onnx", "onnx/parent_adds_in_loop.onnx");
        consumer.Environment["MPRUNER_LIBTORCH"] = consumer.PathOf("none");

        consumer.Build().Succeeded();

        byte[] pruned = File.ReadAllBytes(consumer.Pruned("model.onnx"));
        Assert.True(pruned.Length < new FileInfo(consumer.PathOf("model.onnx")).Length);
        Assert.Equal(pruned, consumer.Resource("model.onnx"));
    }
}
