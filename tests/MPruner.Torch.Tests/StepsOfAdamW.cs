using TorchSharp;
using TorchSharp.Modules;

namespace MPruner.Torch.Tests;

/// <summary>
/// Alone, since a thread collects the garbage of the whole process: beside tests that allocate large arrays, .NET 10.0.12 itself ended
/// with a segmentation fault there, while it set up a region for large objects.
/// </summary>
[Collection(nameof(Alone))]
public sealed class StepsOfAdamW
{
    private const int Steps = 50_000;

    /// <summary>With TorchSharp's own optimizer this fails within so many steps.</summary>
    [Fact]
    public void AreTheSameWhileGarbageIsCollected()
    {
        var alone = Trained();
        using var stop = new CancellationTokenSource();
        var collector = new Thread(() =>
        {
            while (!stop.IsCancellationRequested)
            {
                GC.Collect(0);
                GC.WaitForPendingFinalizers();
            }
        });
        collector.Start();
        try
        {
            Assert.Equal(alone, Trained());
        }
        finally
        {
            stop.Cancel();
            collector.Join();
        }
    }

    /// <summary>The parameters after steps whose gradients are the parameters themselves.</summary>
    private static float[] Trained()
    {
        using var scope = torch.NewDisposeScope();
        using var parameter = new Parameter(torch.tensor([3f, -2f, 1f]));
        using var optimizer = new AdamW([parameter], weightDecay: 0.01);
        for (var step = 0; step < Steps; step++)
        {
            using var one = torch.NewDisposeScope();
            optimizer.ClearGradients();
            parameter.mul(parameter.detach()).sum().backward();
            optimizer.Step(1e-3);
        }

        return parameter.data<float>().ToArray();
    }
}

/// <summary>The tests that run when no other does.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;
