using System.Globalization;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchSharp.Tests;

public sealed class TrainingALoadedModule(PythonReference python)
{
    [Theory]
    [InlineData("scripted.pt", "AdamW")]
    [InlineData("traced.pt", "AdamW traced")]
    [InlineData("scripted.pt", "AdamW amsgrad")]
    [InlineData("scripted.pt", "AdamW maximize")]
    [InlineData("scripted.pt", "Adam")]
    [InlineData("scripted.pt", "SGD")]
    [InlineData("scripted.pt", "SGD momentum")]
    [InlineData("traced.pt", "SGD nesterov")]
    public void EndsWithPythonsBits(string model, string run)
    {
        var (before, after) = Train(python[model], run);
        Assert.Equal(python[$"{run}.bin"], after);
        Assert.NotEqual(before, after);
    }

    [Theory]
    [InlineData("linear")]
    [InlineData("cosine")]
    public void FollowsPythonsSchedule(string schedule)
    {
        double[] expected = [.. File.ReadLines(python.PathOf($"{schedule}.txt")).Select(line => double.Parse(line, CultureInfo.InvariantCulture))];

        using var optimizer = optim.SGD(Array.Empty<Parameter>(), 0.1);
        var scheduler = schedule == "linear"
            ? optim.lr_scheduler.LinearLR(optimizer, 0.25, 0.9, 6)
            : optim.lr_scheduler.CosineAnnealingLR(optimizer, 5, 0.01);
        foreach (var rate in expected)
        {
            // Python and .NET may round one operation in another order.
            Assert.Equal(rate, Assert.Single(scheduler.get_last_lr()), 1e-15);
            Assert.Equal(rate, Assert.Single(optimizer.ParamGroups).LearningRate, 1e-15);
            scheduler.step();
        }

        Assert.Equal(14, expected.Length);
    }

    [Fact]
    public void AStepReturnsTheClosuresLossComputedWithGradients()
    {
        using var scope = NewDisposeScope();
        using var module = jit.load(python["returns.pt"]);
        using var optimizer = optim.SGD(module.parameters(), 0.5);
        var x = tensor([1f, 2f]);

        using (no_grad())
        {
            var loss = optimizer.step(() =>
            {
                optimizer.zero_grad();
                var value = ((Tensor)module.forward(x, x)!).sum();
                value.backward();
                return value;
            });
            Assert.Equal(9f, loss!.item<float>());
        }

        // d loss / d scale = 1 + 2.
        Assert.Equal(2f - (0.5f * 3f), module.parameters().Single().item<float>());
        Assert.Single(optimizer.parameters());
    }

    [Fact]
    public void ClippingReturnsTheNormBefore()
    {
        using var scope = NewDisposeScope();
        using var module = jit.load(python["returns.pt"]);
        ((Tensor)module.forward(tensor([1f, 2f]), tensor(0f))!).sum().backward();

        Assert.Equal(3, nn.utils.clip_grad_norm_(module.parameters(), 1), 1e-6);

        Assert.Equal(1, module.parameters().Single().grad!.item<float>(), 1e-6);
        Assert.Equal(0, nn.utils.clip_grad_norm_([], 1));
    }

    private (byte[] Before, byte[] After) Train(byte[] model, string run)
    {
        set_num_threads(1);
        using var scope = NewDisposeScope();
        using var module = jit.load(model);
        module.train();
        Parameter[] parameters = [.. module.parameters()];
        using var optimizer = Optimizer(run, parameters);
        var images = frombuffer(python["images.bin"], ScalarType.Float32).reshape(64, 1, 8, 8);
        var labels = frombuffer(python["labels.bin"], ScalarType.Int64);
        var before = Bytes(module);

        for (var step = 0; step < 24; step++)
        {
            using var batch = NewDisposeScope();
            optimizer.zero_grad();
            var output = (Tensor)module.forward(images.narrow(0, step % 4 * 16, 16))!;
            nn.functional.cross_entropy(output, labels.narrow(0, step % 4 * 16, 16), label_smoothing: 0.05).backward();
            nn.utils.clip_grad_norm_(parameters, 0.5);
            optimizer.step();
        }

        return (before, Bytes(module));
    }

    private static optim.Optimizer Optimizer(string run, Parameter[] parameters) => run switch
    {
        "AdamW" or "AdamW traced" => optim.AdamW(parameters, 0.01, 0.85, 0.995, 1e-7, 0.02),
        "AdamW amsgrad" => optim.AdamW(parameters, 0.01, weight_decay: 0.02, amsgrad: true),
        "AdamW maximize" => optim.AdamW(parameters, 0.01, weight_decay: 0.02, maximize: true),
        "Adam" => optim.Adam(parameters, 0.01, weight_decay: 0.02),
        "SGD" => optim.SGD(parameters, 0.05),
        "SGD momentum" => optim.SGD(parameters, 0.05, 0.9, 0.1, 0.01),
        "SGD nesterov" => optim.SGD(parameters, 0.05, 0.9, nesterov: true),
        _ => throw new ArgumentOutOfRangeException(nameof(run)),
    };

    private static byte[] Bytes(jit.ScriptModule module) =>
        [.. module.parameters().Concat(module.buffers()).SelectMany(tensor => tensor.detach().contiguous().bytes.ToArray())];
}
