using TorchSharp;

namespace MPruner.Torch.Tests.Natives;

public sealed class ConvolvingByPosition
{
    /// <summary>With fewer images, oneDNN is right for two of the shapes.</summary>
    private const int Batch = 16;

    /// <summary>
    /// Kernels of one position, as in a bottleneck, where channels lie last in memory: oneDNN ends the process there, or is wrong, on
    /// processors whose cache sizes a hypervisor hides. It is off on these.
    /// </summary>
    [Theory]
    [InlineData(512, 1024, 28, 2)]
    [InlineData(256, 1024, 14, 1)]
    [InlineData(2048, 512, 7, 1)]
    public void AddsUpAllChannelsWhereTheyLieLastInMemory(int from, int to, int side, int stride)
    {
        using var scope = torch.NewDisposeScope();
        using var withoutGradients = torch.no_grad();
        var input = torch.full(Batch, side, side, from, 0.5f).permute(0, 3, 1, 2);
        var weight = torch.full(to, from, 1, 1, 0.25f);

        var result = torch.nn.functional.conv2d(input, weight, strides: [stride, stride]);

        // Sums of eighths are exact in any order.
        Assert.Equal([Batch, to, side / stride, side / stride], result.shape);
        Assert.True(result.eq(from / 8f).all().item<bool>());
    }
}
