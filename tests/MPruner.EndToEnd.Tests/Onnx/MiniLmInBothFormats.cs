using System.Collections.Immutable;
using System.Numerics.Tensors;
using MPruner.Core;
using MPruner.Core.Formats;
using MPruner.Core.Pipeline;
using MPruner.Core.Ports;
using MPruner.Core.Reports;
using MPruner.Onnx;
using MPruner.OnnxRuntime;
using MPruner.OnnxRuntime.Natives;
using MPruner.OnnxRuntime.Tests;

namespace MPruner.EndToEnd.Tests.Onnx;

/// <summary>all-MiniLM-L6-v2 as a package has it, in ONNX, and as minilm.py saves its weights, in TorchScript.</summary>
public sealed class MiniLmInBothFormats
{
    private static readonly ImmutableArray<string> Names = ["input_ids", "attention_mask", "token_type_ids"];
    private static readonly Lazy<byte[]> Script = new(BuildScript);

    [Fact]
    public void HasTheSameOutputs()
    {
        PythonJudge.OrSkip();
        var data = Tokens.Of(8, 24, seed: 2);

        var (one, other) = (Run(new OnnxModelFormat(Engine()), RealOnnxModels.MiniLm, data), Run(Quiet.Format(), Script.Value, data));

        Assert.InRange(TensorPrimitives.Distance<double>(one, other) / TensorPrimitives.Norm<double>(one), 0, 1e-5);
    }

    [Fact]
    public void HasTheSameSimilaritiesAndLosesTheSameBlocks()
    {
        PythonJudge.OrSkip();
        var options = new PruningOptions { Threshold = 0.9, Metric = QualityMetric.Cosine, MaxDrop = 0.2, Width = false };

        var one = Prune(Quiet.Pipeline(), Script.Value, options);
        var other = Prune(new(new OnnxModelFormat(Engine()), new Quiet(), TimeProvider.System), RealOnnxModels.MiniLm, options);

        ExportedNetworks.CheckSimilarities(Assert.Single(one.Chains), Assert.Single(other.Chains));
        Assert.NotEmpty(one.Removed);
        Assert.Equal(one.Removed, other.Removed);
        Assert.Equal(one.Quality!.Drop, other.Quality!.Drop, 0.005);
    }

    private static PruningResult Prune(PruningPipeline pipeline, byte[] model, PruningOptions options)
    {
        var examples = new MemoryExamples([.. Names.Zip(Tokens.Of(160, 24, seed: 1))]);
        return pipeline.Prune(new(model, examples, null, options), CancellationToken.None);
    }

    private static double[] Run(IModelFormat format, byte[] model, ImmutableArray<NumericArray> data)
    {
        using var running = format.Bench(new(2), new(2)).Run(model);
        return running.Run(data)[0].ToDoubles();
    }

    private static OrtEngine Engine() => OrtEngine.Start(new NativeLibrarySearch(Environment.GetEnvironmentVariable, () => []));

    private static byte[] BuildScript()
    {
        var folder = Directory.CreateTempSubdirectory();
        try
        {
            var (exported, script) = (Path.Combine(folder.FullName, "minilm.onnx"), Path.Combine(folder.FullName, "minilm.pt"));
            File.WriteAllBytes(exported, RealOnnxModels.MiniLm);
            PythonJudge.Run("MPruner.EndToEnd.Tests/minilm.py", [exported, script]);
            return File.ReadAllBytes(script);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
